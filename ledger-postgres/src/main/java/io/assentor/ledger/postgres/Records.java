// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.MacKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads approvals from rows, and believes only what Assentor wrote: every MAC and every link is
 * checked before anything is folded. What does not fit is a {@link DamagedRecordException}.
 */
final class Records {

  /** All that an {@link ApprovalRecord} is made of; nothing of it is derived. */
  static final String COLUMNS =
      """
      a.id, a.tenant, a.repeats, clock_timestamp() as as_of, c.salt, c.body as content,
        c.mac as content_mac, e.events, e.links, e.macs, e.last_sequence,
        exists (select from rendering r where r.approval_id = a.id and r.channel = 'api')
          as rendered
      """;

  /** Where {@link #COLUMNS} are. A missing event or call leaves a row, which is damaged. */
  static final String FROM =
      """
      from approval a
      left join approval_content c on c.approval_id = a.id
      cross join lateral (
        select array_agg(body order by seq) as events, array_agg(hash order by seq) as links,
          array_agg(mac order by seq) as macs, max(seq) as last_sequence
        from approval_event where approval_id = a.id) e
      """;

  static final String SELECT = "select " + COLUMNS + FROM;

  private final MacKeys keys;
  private final DamageReport report;

  Records(MacKeys keys, DamageReport report) {
    this.keys = keys;
    this.report = report;
  }

  /**
   * Returns the approval in a row of {@link #SELECT}.
   *
   * @throws DamagedRecordException if it cannot be believed; it is reported already
   */
  ApprovalRecord approval(ResultSet row) throws SQLException {
    var id = Rows.approvalId(row);
    try {
      var approval = Approval.fold(id, events(id, row));
      var content = content(id, row);
      report.whole(id);
      return new ApprovalRecord(
          approval, content, row.getInt("repeats"), Rows.instant(row, "as_of"));
    } catch (RuntimeException e) {
      throw reported(id, e);
    }
  }

  private List<Event> events(ApprovalId id, ResultSet row) throws SQLException {
    var bodies = bytes(row, "events");
    var links = bytes(row, "links");
    var macs = bytes(row, "macs");
    check(bodies.length > 0, "its events are missing");
    check(row.getInt("last_sequence") == bodies.length, "an event is missing");
    var events = new ArrayList<Event>(bodies.length);
    var link = EventFormat.firstLink();
    for (int i = 0; i < bodies.length; i++) {
      int sequence = i + 1;
      check(
          keys.verify(MacInput.event(id, sequence, bodies[i], links[i]), macs[i]),
          "event " + sequence + " was not written by Assentor" + unknown(macs[i]));
      link = EventFormat.link(link, bodies[i]);
      check(
          Arrays.equals(link, links[i]),
          "event " + sequence + " does not link to the one before it");
      events.add(EventFormat.decode(bodies[i]));
    }
    return events;
  }

  private CallContent content(ApprovalId id, ResultSet row) throws SQLException {
    var salt = row.getBytes("salt");
    var body = row.getBytes("content");
    check(body != null, "its call is missing");
    check(row.getBoolean("rendered"), "what was shown of it is missing");
    var mac = row.getBytes("content_mac");
    check(
        keys.verify(MacInput.content(id, salt, body), mac),
        "its call was not written by Assentor" + unknown(mac));
    return Rows.content(salt, body);
  }

  /** What a channel showed; empty if nothing is stored. */
  Optional<Rendering> rendering(JdbcClient jdbc, ApprovalId id, String channel) {
    return jdbc.sql(
            "select channel, body, mac from rendering where approval_id = ? and channel = ?")
        .params(id.uuid(), channel)
        .query((row, n) -> rendering(id, row))
        .optional();
  }

  /** What every channel showed. */
  List<Rendering> renderings(JdbcClient jdbc, ApprovalId id) {
    return jdbc.sql(
            "select channel, body, mac from rendering where approval_id = ? order by channel")
        .param(id.uuid())
        .query((row, n) -> rendering(id, row))
        .list();
  }

  private Rendering rendering(ApprovalId id, ResultSet row) throws SQLException {
    try {
      var channel = row.getString("channel");
      var body = row.getBytes("body");
      var mac = row.getBytes("mac");
      check(
          keys.verify(MacInput.rendering(id, channel, body), mac),
          "what " + channel + " showed was not written by Assentor" + unknown(mac));
      return new Rendering(channel, Json.parseStored(body));
    } catch (RuntimeException e) {
      throw reported(id, e);
    }
  }

  /** Checks what is no approval's own row, for a caller that knows which approval it is about. */
  void authenticate(ApprovalId id, byte[] message, byte[] mac, String what) {
    if (!keys.verify(message, mac)) {
      throw reported(
          id, new IllegalStateException(what + " was not written by Assentor" + unknown(mac)));
    }
  }

  /** Runs what reads other rows of an approval; what does not fit in them is damage, too. */
  <T> T reading(ApprovalId id, Reading<T> reading) throws SQLException {
    try {
      return reading.read();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw reported(id, e);
    }
  }

  /** Reads from a row. */
  interface Reading<T> {
    T read() throws SQLException;
  }

  private DamagedRecordException reported(ApprovalId id, RuntimeException e) {
    var damaged =
        e instanceof DamagedRecordException it
            ? it
            : new DamagedRecordException(id, String.valueOf(e.getMessage()));
    report.damaged(damaged);
    return damaged;
  }

  /** An operator who lost a key must not look for a forger. */
  private String unknown(byte[] mac) {
    return keys.knows(mac) ? "" : ", or under a key that is not in the key file";
  }

  private static byte[][] bytes(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? new byte[0][] : (byte[][]) array.getArray();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
