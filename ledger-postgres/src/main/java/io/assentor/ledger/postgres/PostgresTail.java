// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.LedgerTail;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tails the events by (transaction, position), up to the oldest transaction still running: identity
 * values alone become visible out of order, and a reader would miss those that become visible late.
 */
public final class PostgresTail implements LedgerTail {

  private static final int BATCH = 5_000;

  private final JdbcClient jdbc;

  public PostgresTail(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Position end() {
    return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        .query((row, n) -> new Position(row.getLong(1), 0))
        .single();
  }

  @Override
  public Moved after(Position position) {
    var seen =
        jdbc.sql(
                """
                select approval_id, tenant, xid::text::bigint as xid, position
                from approval_event
                where (xid, position) > (?::text::xid8, ?)
                  and xid < pg_snapshot_xmin(pg_current_snapshot())
                order by xid, position limit ?
                """)
            .params(Long.toString(position.transaction()), position.sequence(), BATCH)
            .query(
                (row, n) ->
                    new Seen(
                        new ApprovalId(
                            row.getString("tenant"), row.getObject("approval_id", UUID.class)),
                        new Position(row.getLong("xid"), row.getLong("position"))))
            .list();
    return seen.isEmpty()
        ? new Moved(List.of(), position)
        : new Moved(seen.stream().map(Seen::id).toList(), seen.getLast().position());
  }

  private record Seen(ApprovalId id, Position position) {}
}
