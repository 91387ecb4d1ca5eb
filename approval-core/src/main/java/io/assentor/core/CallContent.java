// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.json.Json;

/**
 * What may one day have to be erased: kept apart from the events, which hold salted hashes of it.
 */
public record CallContent(Salt salt, ToolCall call, CallContext context) {

  /** Salted, so that erasing salt and context ends guessing. */
  public String contextHash() {
    return Sha256.text("assentor-context-1\n", salt.bytes(), context.json().canonical());
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(salt, call);
  }

  /**
   * What is asked, as one channel shows it.
   *
   * @param body its canonical bytes; progress and time are not part of it
   */
  public record Rendering(String channel, Json.Obj body) {
    public String view(Salt salt) {
      return Sha256.text("assentor-view-1\n" + channel + "\n", salt.bytes(), body.canonical());
    }
  }
}
