// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.TendingLedger.Repaired;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares the derived columns of approvals with their events. With write access to an approval's
 * row, an attacker can hide it from lists and from the reconciler until the next repair.
 */
final class IndexRepair {

  /** A deadline may be recorded late by as long as a round of sending takes. */
  private static final Duration ALLOWANCE = Duration.ofMinutes(5);

  private static final String SELECT =
      "select a.version, a.status, a.reason, a.open_to, a.deciders, a.tend_at, "
          + Records.COLUMNS
          + Records.FROM;

  private final JdbcClient jdbc;
  private final Records records;

  IndexRepair(JdbcClient jdbc, Records records) {
    this.jdbc = jdbc;
    this.records = records;
  }

  Repaired page(@Nullable ApprovalId before, int limit) {
    var uuid = before == null ? null : before.uuid();
    var page =
        jdbc.sql(
                SELECT
                    + "where (:before::uuid is null or a.id < :before::uuid) order by a.id desc limit :limit")
            .param("before", uuid)
            .param("limit", limit)
            .query((row, n) -> inspected(row))
            .list();
    var repaired = new ArrayList<ApprovalId>();
    for (var it : page) {
      if (it.wrong != null && repair(it.wrong, it.version)) {
        repaired.add(it.id);
      }
    }
    return new Repaired(page.size() < limit ? null : page.getLast().id, repaired);
  }

  private record Inspected(ApprovalId id, int version, @Nullable Approval wrong) {}

  private Inspected inspected(ResultSet row) throws SQLException {
    var id = Rows.approvalId(row);
    try {
      var entry = records.approval(row);
      return new Inspected(
          id, row.getInt("version"), isDerived(entry, row) ? null : entry.approval());
    } catch (DamagedRecordException e) {
      return new Inspected(id, 0, null); // reported already; there is nothing to derive from
    }
  }

  private static boolean isDerived(ApprovalRecord entry, ResultSet row) throws SQLException {
    var derived = Derived.of(entry.approval());
    return row.getInt("version") >= entry.approval().sequence()
        && derived.status().equals(row.getString("status"))
        && Objects.equals(derived.reason(), row.getString("reason"))
        && texts(row, "open_to").equals(Set.copyOf(derived.openTo()))
        && texts(row, "deciders").equals(Set.copyOf(derived.deciders()))
        && isTended(entry, Rows.optionalInstant(row, "tend_at"));
  }

  /** The approval is processed again before its next deadline passes. */
  private static boolean isTended(ApprovalRecord entry, @Nullable Instant tendAt) {
    return untended(entry.approval(), entry.asOf())
        .map(latest -> tendAt != null && !tendAt.isAfter(latest))
        .orElse(true);
  }

  private static Optional<Instant> untended(Approval approval, Instant now) {
    return approval
        .nextDeadline()
        .filter(deadline -> approval.closed() == null || deadline.isAfter(now))
        .map(deadline -> deadline.plus(ALLOWANCE));
  }

  private static Set<String> texts(ResultSet row, String column) throws SQLException {
    return new HashSet<>(Arrays.asList((String[]) row.getArray(column).getArray()));
  }

  /**
   * Only if nothing was appended since; an append updates the derived columns and the version
   * itself.
   */
  private boolean repair(Approval approval, int version) {
    var derived = Derived.of(approval);
    return jdbc.sql(
                """
                update approval set version = greatest(version, :sequence), status = :status,
                  reason = :reason, open_to = :openTo, deciders = :deciders,
                  tend_at = least(tend_at, clock_timestamp())
                where id = :id and version = :version
                """)
            .param("sequence", approval.sequence())
            .params(derived.params())
            .param("id", approval.id().uuid())
            .param("version", version)
            .update()
        == 1;
  }
}
