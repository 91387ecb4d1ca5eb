// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.Salt;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Between rows and core values. */
final class Rows {

  /**
   * Selects all an {@link ApprovalRecord} is made of, by the fold of events, never from derived
   * columns.
   */
  static final String SELECT_ENTRY =
      """
      select a.id, a.tenant, a.repeats, clock_timestamp() as as_of, c.salt, c.body as content,
        e.events
      from approval a
      join approval_content c on c.approval_id = a.id
      cross join lateral (
        select array_agg(body order by seq) as events
        from approval_event where approval_id = a.id) e
      """;

  private Rows() {}

  static ApprovalRecord entry(ResultSet row) throws SQLException {
    var id = approvalId(row);
    var approval = Approval.fold(id, events((byte[][]) row.getArray("events").getArray()));
    var content = content(row.getBytes("salt"), row.getBytes("content"));
    return new ApprovalRecord(approval, content, row.getInt("repeats"), instant(row, "as_of"));
  }

  private static List<Event> events(byte[][] bodies) {
    var events = new ArrayList<Event>(bodies.length);
    for (var body : bodies) {
      events.add(EventFormat.decode(body));
    }
    return events;
  }

  /** The call and what was said around it, as {@link #content(byte[], byte[])} reads. */
  static byte[] body(CallContent content) {
    var redacted = content.redacted();
    return Json.object()
        .put("v", 1)
        .put("call", content.call().canonical())
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
            call.rawObject("arguments"));
    var context = CallContext.stored(members.object("context"));
    var shown = members.optionalObject("shown");
    return new CallContent(
        Salt.of(salt),
        toolCall,
        context,
        shown == null
            ? null
            : new CallContent.Shown(
                shown.rawObject("arguments"), CallContext.stored(shown.object("context"))));
  }

  private static Delivery.Key deliveryKey(ApprovalId id, ResultSet row) throws SQLException {
    return new Delivery.Key(
        id,
        row.getString("channel"),
        row.getString("recipient"),
        Delivery.Purpose.valueOf(row.getString("purpose")),
        row.getInt("stage"),
        row.getInt("step"));
  }

  static ApprovalId approvalId(ResultSet row) throws SQLException {
    return new ApprovalId(row.getString("tenant"), row.getObject("id", UUID.class));
  }

  static List<Delivery> deliveries(JdbcClient jdbc, ApprovalId id) {
    return jdbc.sql("select * from delivery where approval_id = ? order by begun_at, recipient")
        .param(id.uuid())
        .query(
            (row, n) ->
                new Delivery(
                    deliveryKey(id, row),
                    Set.of((String[]) row.getArray("people").getArray()),
                    row.getInt("claims"),
                    row.getInt("attempts"),
                    instant(row, "begun_at"),
                    row.getString("receipt"),
                    optionalInstant(row, "receipt_at"),
                    row.getString("failure"),
                    row.getString("shown"),
                    lastError(row)))
        .list();
  }

  private static Delivery.@Nullable LastError lastError(ResultSet row) throws SQLException {
    var message = row.getString("last_error");
    return message == null
        ? null
        : new Delivery.LastError(
            message, instant(row, "last_error_at"), optionalInstant(row, "next_try_at"));
  }

  static List<Rendering> renderings(JdbcClient jdbc, ApprovalId id) {
    return jdbc.sql("select channel, body from rendering where approval_id = ? order by channel")
        .param(id.uuid())
        .query((row, n) -> rendering(row))
        .list();
  }

  static Optional<Rendering> rendering(JdbcClient jdbc, ApprovalId id, String channel) {
    return jdbc.sql("select channel, body from rendering where approval_id = ? and channel = ?")
        .params(id.uuid(), channel)
        .query((row, n) -> rendering(row))
        .optional();
  }

  private static Rendering rendering(ResultSet row) throws SQLException {
    return new Rendering(row.getString("channel"), Json.parseStored(row.getBytes("body")));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(optionalInstant(row, column), column);
  }

  static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** PostgreSQL's driver binds no {@link Instant}. */
  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable OffsetDateTime optionalTime(@Nullable Instant instant) {
    return instant == null ? null : time(instant);
  }

  /** Parameters of which some may be null. */
  static List<@Nullable Object> params(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
