// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner's daily maintenance: deletes expired keys and denials, which the application's role
 * must not be able to delete, and lowers versions that were raised by hand.
 */
public final class Maintenance {

  /** The interval between two runs. */
  public static final Duration EVERY = Duration.ofDays(1);

  /**
   * The age of the last run from which health warns. Nothing fails without maintenance, but tables
   * and indexes grow.
   */
  public static final Duration WARN_AFTER = Duration.ofDays(3);

  private static final List<String> SWEPT =
      List.of("open_call", "recent_denial", "idempotency_key", "account_offer");

  private Maintenance() {}

  /**
   * Does it.
   *
   * @param owner connects as the role that owns the schema
   * @return how many rows were deleted from each table, and how many versions were lowered
   */
  public static Map<String, Integer> run(DataSource owner) {
    var jdbc = JdbcClient.create(owner);
    var done = new TreeMap<String, Integer>();
    for (var table : SWEPT) {
      var delete = "delete from " + LedgerSchema.NAME + "." + table + " where until < now()";
      done.put(table, jdbc.sql(delete).update());
    }
    done.put("version", lowerVersions(jdbc));
    jdbc.sql("update " + LedgerSchema.NAME + ".maintenance set at = clock_timestamp()").update();
    return done;
  }

  /** Only for pending requests, because only their version is used. */
  private static int lowerVersions(JdbcClient jdbc) {
    return jdbc.sql(
            """
            with raised as (
              select a.id, a.version,
                (select max(seq) from assentor.approval_event where approval_id = a.id) as seq
              from assentor.approval a where a.status = 'pending')
            update assentor.approval a set version = raised.seq
            from raised
            where a.id = raised.id and a.version = raised.version and raised.seq < raised.version
            """)
        .update();
  }

  /** Returns the time since the last run, or since the schema was created. Needs only SELECT. */
  public static Duration sinceLast(JdbcClient jdbc) {
    return jdbc.sql(
            "select extract(epoch from clock_timestamp() - at)::bigint"
                + " from assentor.maintenance")
        .query((row, n) -> Duration.ofSeconds(row.getLong(1)))
        .single();
  }
}
