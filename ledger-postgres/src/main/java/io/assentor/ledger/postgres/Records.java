// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader.State;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.work.WorkEndedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads approvals from rows and accepts only what Assentor wrote: every MAC and every link is
 * checked before anything is folded. A mismatch is a {@link DamagedRecordException}.
 */
final class Records {

  /** The columns of an {@link ApprovalRecord}; none of them is derived. */
  static final String COLUMNS =
      """
      a.id, a.tenant, a.repeats, clock_timestamp() as as_of, c.salt, c.body as content,
        c.mac as content_mac, e.events, e.links, e.macs, e.last_sequence,
        exists (select from rendering r where r.approval_id = a.id and r.channel = 'api')
          as rendered
      """;

  /** Beside the approval {@code a}: its events, in order. */
  private static final String WITH_EVENTS =
      """
      cross join lateral (
        select array_agg(body order by seq) as events, array_agg(hash order by seq) as links,
          array_agg(mac order by seq) as macs, max(seq) as last_sequence
        from approval_event where approval_id = a.id) e
      """;

  /** The events alone, for callers that need only the outcome. */
  static final String EVENTS =
      "select a.id, a.tenant, clock_timestamp() as as_of, e.events, e.links, e.macs,"
          + " e.last_sequence from approval a "
          + WITH_EVENTS;

  static final String FROM = from("approval");

  /**
   * The tables of {@link #COLUMNS}. If an event or the call is missing, there is still a row, which
   * is damaged.
   *
   * @param approvals a table of approvals, or a query for one
   */
  static String from(String approvals) {
    return "from "
        + approvals
        + " a left join approval_content c on c.approval_id = a.id "
        + WITH_EVENTS;
  }

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
   * @throws DamagedRecordException if it failed verification; it is reported already
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

  /**
   * Returns the approval in a row of {@link #EVENTS}, without its call.
   *
   * @throws DamagedRecordException if its events failed verification; it is reported already
   */
  State state(ResultSet row) throws SQLException {
    var id = Rows.approvalId(row);
    try {
      return new State(Approval.fold(id, events(id, row)), Rows.instant(row, "as_of"));
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
          "event " + sequence + " does not link to the previous one");
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

  /** Returns what a channel showed; empty if nothing is stored. */
  Optional<Rendering> rendering(JdbcClient jdbc, ApprovalId id, String channel) {
    return jdbc.sql(
            "select channel, body, mac from rendering where approval_id = ? and channel = ?")
        .params(id.uuid(), channel)
        .query((row, n) -> rendering(id, row, it -> true))
        .optional();
  }

  /**
   * Reads the rendering with the hash of each request's view, in one statement.
   *
   * @return throws {@link DamagedRecordException} for requests with another stored rendering; it is
   *     reported already
   */
  Function<ApprovalRecord, Rendering> shown(JdbcClient jdbc, List<ApprovalRecord> entries) {
    var read = new HashMap<UUID, Supplier<Rendering>>();
    var byId =
        entries.stream().collect(Collectors.toMap(it -> it.id().uuid(), it -> it, (a, b) -> a));
    jdbc.sql(
            "select approval_id, channel, body, mac from rendering"
                + " where approval_id = any(?) and channel = ?")
        .params(byId.keySet().toArray(UUID[]::new), RequestRendering.CHANNEL)
        .query(
            row -> {
              var id = row.getObject("approval_id", UUID.class);
              read.put(id, attempted(Objects.requireNonNull(byId.get(id)), row));
            });
    return entry -> {
      var rendering = read.get(entry.id().uuid());
      if (rendering == null) {
        throw reported(
            new DamagedRecordException(
                entry.id(), part(RequestRendering.CHANNEL), DamagedRecordException.NO_RENDERING));
      }
      return rendering.get();
    };
  }

  /** A damaged row must not keep the others from a list. */
  private Supplier<Rendering> attempted(ApprovalRecord entry, ResultSet row) throws SQLException {
    try {
      var rendering = rendering(entry, row);
      return () -> rendering;
    } catch (DamagedRecordException e) {
      return () -> {
        throw e;
      };
    }
  }

  /** What every channel showed. */
  ReadRows<Rendering> renderings(JdbcClient jdbc, ApprovalRecord entry) {
    return ReadRows.of(
        jdbc.sql("select channel, body, mac from rendering where approval_id = ? order by channel")
            .param(entry.id().uuid())
            .query((row, n) -> readable(() -> rendering(entry, row)))
            .list());
  }

  /** The API's rendering must have the hash in the approval's events. */
  private Rendering rendering(ApprovalRecord entry, ResultSet row) throws SQLException {
    boolean isShown = row.getString("channel").equals(RequestRendering.CHANNEL);
    return rendering(entry.id(), row, it -> !isShown || entry.isViewOf(it));
  }

  private Rendering rendering(ApprovalId id, ResultSet row, Predicate<Rendering> fits)
      throws SQLException {
    var channel = row.getString("channel");
    return reading(
        id,
        part(channel),
        () -> {
          var body = row.getBytes("body");
          var mac = row.getBytes("mac");
          check(
              keys.verify(MacInput.rendering(id, channel, body), mac),
              "what " + channel + " showed was not written by Assentor" + unknown(mac));
          var rendering = new Rendering(channel, Json.parseStored(body));
          check(fits.test(rendering), DamagedRecordException.OTHER_VIEW);
          return rendering;
        });
  }

  private static String part(String channel) {
    return channel + " rendering";
  }

  /** Every message about it. */
  ReadRows<Delivery> deliveries(JdbcClient jdbc, ApprovalId id) {
    return ReadRows.of(
        jdbc.sql("select * from delivery where approval_id = ? order by begun_at, recipient")
            .param(id.uuid())
            .query((row, n) -> readable(() -> delivery(id, row)))
            .list());
  }

  private Delivery delivery(ApprovalId id, ResultSet row) throws SQLException {
    var part = row.getString("channel") + " delivery to " + row.getString("recipient");
    return reading(id, part, () -> Rows.delivery(id, row));
  }

  /**
   * The rows that passed verification.
   *
   * @param damaged what is wrong with the other rows
   */
  record ReadRows<T>(List<T> items, List<String> damaged) {

    private static <T> ReadRows<T> of(List<Read<T>> rows) {
      return new ReadRows<>(
          rows.stream().flatMap(it -> it.item.stream()).toList(),
          rows.stream().flatMap(it -> it.damaged.stream()).toList());
    }
  }

  private record Read<T>(Optional<T> item, Optional<String> damaged) {}

  private static <T> Read<T> readable(Reading<T> reading) throws SQLException {
    try {
      return new Read<>(Optional.of(reading.read()), Optional.empty());
    } catch (DamagedRecordException e) {
      return new Read<>(Optional.empty(), Optional.of(e.subject() + ": " + e.why()));
    }
  }

  /** Checks a row of another table, for a caller that knows which approval it belongs to. */
  void authenticate(ApprovalId id, byte[] message, byte[] mac, String what) {
    if (!keys.verify(message, mac)) {
      throw reported(
          id, new IllegalStateException(what + " was not written by Assentor" + unknown(mac)));
    }
  }

  /** Reads a part of an approval's record; an error in reading it counts as damage, too. */
  private <T> T reading(ApprovalId id, String part, Reading<T> reading) throws SQLException {
    T read;
    try {
      read = reading.read();
    } catch (RuntimeException e) {
      WorkEndedException.rethrow(e);
      throw reported(new DamagedRecordException(id, part, String.valueOf(e.getMessage())));
    }
    report.whole(id.tenant(), () -> DamagedRecordException.part(id, part));
    return read;
  }

  /** Reads events again, after {@link #approval} has verified them. */
  <T> T reading(ApprovalId id, Reading<T> reading) throws SQLException {
    try {
      return reading.read();
    } catch (RuntimeException e) {
      throw reported(id, e);
    }
  }

  /** Reads from a row. */
  interface Reading<T> {
    T read() throws SQLException;
  }

  /** Returns the damage for a failure; the end of a caller's work is not damage. */
  private DamagedRecordException reported(ApprovalId id, RuntimeException e) {
    WorkEndedException.rethrow(e);
    var damaged =
        e instanceof DamagedRecordException it
            ? it
            : new DamagedRecordException(id, String.valueOf(e.getMessage()));
    return reported(damaged);
  }

  private DamagedRecordException reported(DamagedRecordException damaged) {
    report.damaged(damaged);
    return damaged;
  }

  /** If a key was lost, the operator must not be sent to look for a forger. */
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
