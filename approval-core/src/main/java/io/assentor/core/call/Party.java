// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * A subject (the person on whose behalf the call is made) or an agent (the software that makes it).
 *
 * @param issuer the issuer of the id; absent: the gateway's own issuer
 */
public record Party(String id, @Nullable String issuer, Assurance assurance) {

  /** Returns the JSON of events and renderings. It is hashed, so members may only be added. */
  public Json.Obj json() {
    return Json.object()
        .put("id", id)
        .put("issuer", issuer)
        .put("assurance", Members.nameOf(assurance))
        .build();
  }
}
