// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.people.AccountLinks.Link;
import io.assentor.core.people.AccountLinks.Offer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the MAC of a row covers, with one method per table. They begin with the table's
 * name, so that a row cannot pass for one of another table. Every field is preceded by its length,
 * so that no two rows have the same bytes. Covering more fields needs a new label.
 */
final class MacInput {

  private static final String LABEL = "assentor-row-1";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private MacInput(String table, String tenant) {
    add(LABEL);
    add(table);
    add(tenant);
  }

  static byte[] event(ApprovalId id, int sequence, byte[] body, byte[] link) {
    return of("approval_event", id).add(Integer.toString(sequence)).add(body).add(link).build();
  }

  static byte[] content(ApprovalId id, byte[] salt, byte[] body) {
    return of("approval_content", id).add(salt).add(body).build();
  }

  static byte[] rendering(ApprovalId id, String channel, byte[] body) {
    return of("rendering", id).add(channel).add(body).build();
  }

  static byte[] command(
      ApprovalId id, String commandId, String byIssuer, String byName, String digest) {
    return of("command", id).add(commandId).add(byIssuer).add(byName).add(digest).build();
  }

  static byte[] link(Link link) {
    var account = link.account();
    var ended = link.ended();
    return new MacInput("account_link", account.tenant())
        .add(link.id().toString())
        .add(account.issuer())
        .add(account.name())
        .add(link.described())
        .add(link.address())
        .add(link.person())
        .add(link.at().toString())
        .add(link.by().issuer())
        .add(link.by().name())
        .add(ended == null ? null : ended.at().toString())
        .add(ended == null ? null : ended.by().issuer())
        .add(ended == null ? null : ended.by().name())
        .build();
  }

  static byte[] offer(Offer offer, String codeHash, Instant until) {
    var account = offer.account();
    return new MacInput("account_offer", account.tenant())
        .add(account.issuer())
        .add(account.name())
        .add(offer.described())
        .add(offer.address())
        .add(codeHash)
        .add(until.toString())
        .build();
  }

  /** For the migration that signs old rows: the number of rows of each table. */
  static byte[] signing(long... rows) {
    var input = new MacInput("signing", "");
    for (var count : rows) {
      input.add(Long.toString(count));
    }
    return input.build();
  }

  private static MacInput of(String table, ApprovalId id) {
    return new MacInput(table, id.tenant()).add(id.uuid().toString());
  }

  private MacInput add(@Nullable String text) {
    if (text == null) {
      bytes.writeBytes(length(-1));
      return this;
    }
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  private MacInput add(byte[] field) {
    bytes.writeBytes(length(field.length));
    bytes.writeBytes(field);
    return this;
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }

  private byte[] build() {
    return bytes.toByteArray();
  }
}
