// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.ledger.LedgerReader.Page;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.ledger.LedgerReader.Waiting;
import io.assentor.core.ledger.StorableTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A search by keyset: without an offset, so the thousandth page costs as much as the first.
 * Conditions are constant text; values from outside are always bound as parameters.
 */
final class Search {

  private static final String SELECT =
      "select a.last, a.server, a.tool, a.subject, a.agent, a.rule, a.submitted_at, a.expires_at, "
          + Records.COLUMNS
          + Records.from(
              "(select it.*, page.place, page.before, page.last"
                  + " from page join approval it on it.id = page.id)");

  /**
   * Bytes of stored calls after which a page ends, whatever its limit: a page of the largest
   * possible calls would not fit into memory. Sizes are known without reading the calls.
   */
  private static final int PAGE_BYTES = 2 << 20;

  /**
   * Searched in the canonical bytes of events, where a quote within a text is escaped, so that no
   * text can imitate it.
   */
  private static final String RESULT = "\"result\":\"([a-z]+)\"";

  private static final String VALID_UNTIL =
      "\"validUntil\":\"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.0-9]*)Z\"";

  /** Written like an instant in an event, so that both sort by time. */
  private static final String NOW =
      "to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

  private final Query query;
  private final StringBuilder where = new StringBuilder("where a.tenant = ?");
  private final List<Object> params = new ArrayList<>();

  Search(Query query) {
    this.query = query;
    params.add(query.tenant());
    decidable();
    filters();
    cursor();
  }

  Page page(JdbcClient jdbc, Records records) {
    var order = query.decidable() != null ? "a.expires_at, a.id" : "a.id desc";
    params.add(query.limit() + 1);
    params.add(query.limit());
    params.add(PAGE_BYTES);
    var page =
        jdbc.sql(
                "with page as ("
                    + sized(order)
                    + ") "
                    + SELECT
                    + "where a.place <= ? and a.before < ? order by a.place")
            .params(params)
            .query((row, n) -> found(row, records))
            .list();
    return new Page(
        page.stream().flatMap(it -> it.whole().stream()).toList(),
        page.stream().flatMap(it -> it.damaged().stream()).toList(),
        page.isEmpty() || page.getLast().last() ? null : cursorAfter(page.getLast()));
  }

  /**
   * The ids of a page and one more: the position of each, the bytes of calls before it, and whether
   * it is the last one.
   */
  private String sized(String order) {
    return "select a.id, row_number() over in_order as place,"
        + " sum(coalesce(octet_length(c.body), 0)) over in_order"
        + " - coalesce(octet_length(c.body), 0) as before,"
        + " lead(a.id) over in_order is null as last"
        + " from (select a.id, a.expires_at from approval a "
        + where
        + " order by "
        + order
        + " limit ?) a left join approval_content c on c.approval_id = a.id"
        + " window in_order as (order by "
        + order
        + ")";
  }

  /** A row: an approval, or the index's data of one whose record is damaged. */
  private record Found(
      UUID id,
      boolean last,
      @Nullable Instant expiresAt,
      Optional<ApprovalRecord> whole,
      Optional<DamagedRecord> damaged) {}

  private static Found found(ResultSet row, Records records) throws SQLException {
    var id = Rows.approvalId(row);
    var expiresAt = Rows.optionalInstant(row, "expires_at");
    boolean last = row.getBoolean("last");
    try {
      var whole = Optional.of(records.approval(row));
      return new Found(id.uuid(), last, expiresAt, whole, Optional.empty());
    } catch (DamagedRecordException e) {
      var damaged =
          new DamagedRecord(
              id,
              e.why(),
              row.getString("server"),
              row.getString("tool"),
              row.getString("subject"),
              row.getString("agent"),
              row.getString("rule"),
              Rows.instant(row, "submitted_at"),
              expiresAt);
      return new Found(id.uuid(), last, expiresAt, Optional.empty(), Optional.of(damaged));
    }
  }

  /** From the index of pending approvals, and the rows it finds. */
  List<Waiting> waiting(JdbcClient jdbc) {
    params.add(query.limit());
    return jdbc.sql(
            "select a.id, a.tenant, a.version, a.expires_at, clock_timestamp() as as_of"
                + " from approval a "
                + where
                + " order by a.expires_at, a.id limit ?")
        .params(params)
        .query(
            (row, n) ->
                new Waiting(
                    Rows.approvalId(row),
                    row.getInt("version"),
                    Rows.instant(row, "expires_at"),
                    Rows.instant(row, "as_of")))
        .list();
  }

  private void decidable() {
    var decidable = query.decidable();
    if (decidable == null) {
      return;
    }
    status(Status.PENDING);
    and("a.expires_at <= ?", Rows.time(StorableTime.LATEST)); // a cursor cannot name a later time
    and("a.open_to && ?::text[]", decidable.capacities().toArray(String[]::new));
    var marks = decidable.human().marks().toArray(String[]::new);
    and("not a.barred && ?::text[]", marks);
    and("not a.deciders && ?::text[]", marks);
  }

  private void filters() {
    query.filters().values().forEach(this::filter);
  }

  private void filter(AuditFilter filter, String value) {
    switch (filter) {
      case STATUS -> status(Objects.requireNonNull(query.filters().status()));
      case USE -> use(Objects.requireNonNull(query.filters().use()));
      case RESULT -> and("(" + lastOf("reported", RESULT) + ") = ?", value);
      case SERVER -> and("a.server = ?", value);
      case TOOL -> and("a.tool = ?", value);
      case SUBJECT -> and("a.subject = ?", value);
      case AGENT -> and("a.agent = ?", value);
      case GATEWAY -> and("a.gateway = ?", value);
      case SESSION -> and("a.session = ?", value);
      case RULE -> and("a.rule = ?", value);
      case DECIDER -> and("? = any(a.deciders)", value);
      case FROM -> and("a.submitted_at >= ?", time(filter));
      case TO -> and("a.submitted_at < ?", time(filter));
    }
  }

  private Object time(AuditFilter filter) {
    return Rows.time(Objects.requireNonNull(query.filters().time(filter)));
  }

  /** By the clock: a pending request past its expiry counts as expired. */
  private void status(Status status) {
    switch (status) {
      case PENDING ->
          where.append(" and a.status = 'pending' and a.expires_at > clock_timestamp()");
      case EXPIRED ->
          where.append(
              " and (a.status = 'expired'"
                  + " or a.status = 'pending' and a.expires_at <= clock_timestamp())");
      case APPROVED, DENIED, CANCELLED, FAILED -> and("a.status = ?", Members.nameOf(status));
    }
  }

  /** By the events, because there is no column for it, and by the clock. */
  private void use(Use use) {
    where.append(" and a.status = 'approved'");
    switch (use) {
      case CONSUMED -> where.append(" and exists (" + eventsOf("'consumed'") + ")");
      case REVOKED -> where.append(" and exists (" + eventsOf("'revoked'") + ")");
      case UNUSED -> unused(">");
      case LAPSED -> unused("<=");
    }
  }

  private void unused(String end) {
    where
        .append(" and not exists (" + eventsOf("'consumed', 'revoked'") + ")")
        // As text: a forged event may contain something that only looks like a time.
        .append(" and (" + lastOf("approved", VALID_UNTIL) + ") collate \"C\" ")
        .append(end + " " + NOW);
  }

  private static String eventsOf(String types) {
    return "select from approval_event e where e.approval_id = a.id and e.type in (" + types + ")";
  }

  /** By the raw bytes: those of a damaged record match nothing and cause no failure. */
  private static String lastOf(String type, String pattern) {
    return "select substring(encode(e.body, 'escape') from '"
        + pattern
        + "') from approval_event e where e.approval_id = a.id and e.type = '"
        + type
        + "' order by e.seq desc limit 1";
  }

  private void cursor() {
    var cursor = query.cursor();
    if (cursor == null) {
      return;
    }
    try {
      if (query.decidable() != null) {
        var parts = cursor.split("_", 2);
        var expiresAt = Instant.parse(parts[0]);
        if (!StorableTime.within(expiresAt).equals(expiresAt)) {
          throw new InvalidCursorException(cursor);
        }
        where.append(" and (a.expires_at, a.id) > (?, ?)");
        params.add(Rows.time(expiresAt));
        params.add(UUID.fromString(parts[1]));
      } else {
        and("a.id < ?", UUID.fromString(cursor));
      }
    } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InvalidCursorException(cursor);
    }
  }

  private String cursorAfter(Found last) {
    return query.decidable() == null ? last.id.toString() : last.expiresAt + "_" + last.id;
  }

  private void and(String condition, Object value) {
    where.append(" and ").append(condition);
    params.add(value);
  }
}
