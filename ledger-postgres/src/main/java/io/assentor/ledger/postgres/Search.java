// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Status;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.ledger.LedgerReader.Page;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.ledger.LedgerReader.Waiting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One keyset query: no offset, so the thousandth page costs what the first does. Conditions are
 * constant text; what comes from outside is only ever bound.
 */
final class Search {

  private final Query query;
  private final StringBuilder where = new StringBuilder("where a.tenant = ?");
  private final List<Object> params = new ArrayList<>();

  Search(Query query) {
    this.query = query;
    params.add(query.tenant());
    status();
    decidable();
    filters();
    cursor();
  }

  Page page(JdbcClient jdbc) {
    var order = query.decidable() != null ? "a.expires_at, a.id" : "a.id desc";
    params.add(query.limit() + 1);
    var found =
        jdbc.sql(Rows.SELECT_ENTRY + where + " order by " + order + " limit ?")
            .params(params)
            .query((row, n) -> Rows.entry(row))
            .list();
    boolean more = found.size() > query.limit();
    var items = more ? found.subList(0, query.limit()) : found;
    return new Page(List.copyOf(items), more ? cursorAfter(items.getLast()) : null);
  }

  /** From the index of what is pending, and the rows it finds. */
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

  /** By the clock: a pending request past its expiry counts as expired. */
  private void status() {
    switch (query.status()) {
      case null -> {}
      case PENDING ->
          where.append(" and a.status = 'pending' and a.expires_at > clock_timestamp()");
      case EXPIRED ->
          where.append(
              " and (a.status = 'expired'"
                  + " or a.status = 'pending' and a.expires_at <= clock_timestamp())");
      case APPROVED, DENIED, CANCELLED, FAILED ->
          and("a.status = ?", Members.nameOf(Objects.requireNonNull(query.status())));
    }
  }

  private void decidable() {
    var decidable = query.decidable();
    if (decidable == null) {
      return;
    }
    if (query.status() != Status.PENDING) {
      where.append(" and a.status = 'pending' and a.expires_at > clock_timestamp()");
    }
    and("a.open_to && ?::text[]", decidable.capacities().toArray(String[]::new));
    and("? <> all(a.barred)", decidable.person());
    and("? <> all(a.deciders)", decidable.person());
  }

  private void filters() {
    var filters = query.filters();
    optional("a.server = ?", filters.server());
    optional("a.tool = ?", filters.tool());
    optional("a.subject = ?", filters.subject());
    optional("a.agent = ?", filters.agent());
    optional("a.gateway = ?", filters.gateway());
    optional("a.session = ?", filters.session());
    optional("a.rule = ?", filters.rule());
    optional("? = any(a.deciders)", filters.decider());
    optional("a.submitted_at >= ?", Rows.optionalTime(filters.from()));
    optional("a.submitted_at < ?", Rows.optionalTime(filters.to()));
  }

  private void cursor() {
    var cursor = query.cursor();
    if (cursor == null) {
      return;
    }
    try {
      if (query.decidable() != null) {
        var parts = cursor.split("_", 2);
        var expiresAt = Rows.time(Instant.parse(parts[0]));
        if (expiresAt.getYear() < 1 || expiresAt.getYear() > 9999) {
          throw new InvalidCursorException(cursor);
        }
        where.append(" and (a.expires_at, a.id) > (?, ?)");
        params.add(expiresAt);
        params.add(UUID.fromString(parts[1]));
      } else {
        and("a.id < ?", UUID.fromString(cursor));
      }
    } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InvalidCursorException(cursor);
    }
  }

  private String cursorAfter(ApprovalRecord last) {
    var uuid = last.id().uuid().toString();
    return query.decidable() == null ? uuid : last.approval().request().expiresAt() + "_" + uuid;
  }

  private void optional(String condition, @Nullable Object value) {
    if (value != null) {
      and(condition, value);
    }
  }

  private void and(String condition, Object value) {
    where.append(" and ").append(condition);
    params.add(value);
  }
}
