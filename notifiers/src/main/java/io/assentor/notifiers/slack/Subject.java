// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The value of a button. It proves nothing: the user and their rights are checked again.
 *
 * @param view hash of the rendering the card shows
 */
record Subject(ApprovalId id, String view) {

  private static final int MAX_NAME = 256;

  String value() {
    return Json.object()
        .put("tenant", id.tenant())
        .put("id", id.uuid().toString())
        .put("view", view)
        .build()
        .canonicalString();
  }

  /** Reads what {@link #value} wrote; empty if it is anything else. */
  static Optional<Subject> of(String value) {
    try {
      var members = Members.of(Json.parseObject(value.getBytes(StandardCharsets.UTF_8)));
      var tenant = members.text("tenant", MAX_NAME);
      var id = UUID.fromString(members.text("id", MAX_NAME));
      return Optional.of(new Subject(new ApprovalId(tenant, id), members.text("view", MAX_NAME)));
    } catch (JsonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
