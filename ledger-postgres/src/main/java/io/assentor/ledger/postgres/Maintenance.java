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
 * What only the owner may do, once a day: forget keys and denials that have served their time,
 * which the application's role must not be able to take back, and lower versions that were raised
 * by hand.
 */
public final class Maintenance {

  /** It is due this long after it was last done. */
  public static final Duration EVERY = Duration.ofDays(1);

  /** Health warns from then on. Nothing fails for want of it: tables and their indexes grow. */
  public static final Duration WARN_AFTER = Duration.ofDays(3);

  private static final List<String> SWEPT =
      List.of("open_call", "recent_denial", "idempotency_key", "account_offer");

  private Maintenance() {}

  /**
   * Does it.
   *
   * @param owner connects as the role that owns the schema
   * @return how many rows were swept of each table, and how many versions were lowered
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

  /** Only of pending requests, which are the ones whose version is looked at. */
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

  /** How long ago it was last done, or the schema was made. Needs nothing but SELECT. */
  public static Duration sinceLast(JdbcClient jdbc) {
    return jdbc.sql(
            "select extract(epoch from clock_timestamp() - at)::bigint"
                + " from assentor.maintenance")
        .query((row, n) -> Duration.ofSeconds(row.getLong(1)))
        .single();
  }
}
