// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Salt;
import io.assentor.core.call.ToolCall;
import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.StorableTime;
import io.assentor.core.people.AccountLinks.Ended;
import io.assentor.core.people.AccountLinks.Link;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts between rows and core values. */
final class Rows {

  private Rows() {}

  /** The call and its context, as {@link #content(byte[], byte[])} reads them. */
  static byte[] body(CallContent content) {
    var redacted = content.redacted();
    return Json.object()
        .put("v", 1)
        .put("call", content.call().canonical())
        .put("integers", content.call().integersIfExact())
        .put("annotations", content.call().annotations())
        .put("context", content.context().json())
        .put("shown", redacted == null ? null : redacted.json())
        .build()
        .canonical();
  }

  /**
   * Reads what {@link #body} wrote.
   *
   * @throws IllegalStateException if it is damaged
   */
  static CallContent content(byte[] salt, byte[] body) {
    try {
      return read(salt, body);
    } catch (JsonException | IllegalArgumentException e) {
      throw new IllegalStateException("a stored call is damaged: " + e.getMessage(), e);
    }
  }

  private static CallContent read(byte[] salt, byte[] body) {
    var members = Members.of(Json.parseStored(body));
    var call = members.object("call");
    var toolCall =
        new ToolCall(
            call.string("server"),
            call.string("name"),
            call.optionalString("definitionHash"),
            members.rawObject("annotations"),
            call.rawObject("arguments"),
            Objects.requireNonNullElse(
                members.optionalConstant("integers", Integers.class), Integers.DOUBLE));
    var context = CallContext.stored(members.object("context"));
    var shown = members.optionalObject("shown");
    return new CallContent(
        Salt.of(salt),
        toolCall,
        context,
        shown == null
            ? null
            : new CallContent.Shown(
                shown.rawObject("arguments"),
                CallContext.stored(shown.object("context")),
                shown.strings("withheld"),
                WithheldPart.of(shown)));
  }

  private static Delivery.Key deliveryKey(ApprovalId id, ResultSet row) throws SQLException {
    return new Delivery.Key(
        id,
        row.getString("channel"),
        row.getString("recipient"),
        new Occasion(purpose(row.getString("purpose")), row.getInt("stage"), row.getInt("step")));
  }

  private static Occasion.Purpose purpose(String name) {
    return Arrays.stream(Occasion.Purpose.values())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a delivery has no known purpose"));
  }

  static ApprovalId approvalId(ResultSet row) throws SQLException {
    return new ApprovalId(row.getString("tenant"), row.getObject("id", UUID.class));
  }

  static Delivery delivery(ApprovalId id, ResultSet row) throws SQLException {
    return new Delivery(
        deliveryKey(id, row),
        Set.of((String[]) row.getArray("people").getArray()),
        row.getInt("claims"),
        row.getInt("attempts"),
        instant(row, "begun_at"),
        row.getString("receipt"),
        optionalInstant(row, "receipt_at"),
        row.getString("failure"),
        row.getString("shown"),
        lastError(row));
  }

  private static Delivery.@Nullable LastError lastError(ResultSet row) throws SQLException {
    var message = row.getString("last_error");
    return message == null
        ? null
        : new Delivery.LastError(
            message, instant(row, "last_error_at"), optionalInstant(row, "next_try_at"));
  }

  /** The account in a row of links or offers. */
  static Principal account(ResultSet row) throws SQLException {
    return new Principal(
        row.getString("tenant"), row.getString("issuer"), row.getString("account"));
  }

  static Link link(ResultSet row) throws SQLException {
    var tenant = row.getString("tenant");
    var endedAt = optionalInstant(row, "ended_at");
    return new Link(
        row.getObject("id", UUID.class),
        account(row),
        row.getString("described"),
        row.getString("address"),
        row.getString("person"),
        new Principal(tenant, row.getString("by_issuer"), row.getString("by_name")),
        instant(row, "linked_at"),
        endedAt == null
            ? null
            : new Ended(
                new Principal(
                    tenant, row.getString("ended_by_issuer"), row.getString("ended_by_name")),
                endedAt));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(optionalInstant(row, column), column);
  }

  /** PostgreSQL's range of times is larger, and includes both infinities. */
  static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : StorableTime.within(time.toInstant());
  }

  /** PostgreSQL's driver binds no {@link Instant}. */
  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable OffsetDateTime optionalTime(@Nullable Instant instant) {
    return instant == null ? null : time(instant);
  }
}
