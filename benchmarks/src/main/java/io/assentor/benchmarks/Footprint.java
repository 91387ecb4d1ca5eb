// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * What a database has done and holds, so that two moments can be compared.
 *
 * @param statements but those that begin and end transactions
 * @param rows written
 * @param ownWal bytes of write-ahead log by this database's statements
 * @param allWal bytes of it by the whole server
 * @param size bytes of its tables and indexes
 */
record Footprint(long statements, long rows, long ownWal, long allWal, long size) {

  static Footprint of(DataSource database) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create extension if not exists pg_stat_statements");
      statement.execute("select pg_stat_force_next_flush()");
      try (var row =
          statement.executeQuery(
              """
              with own as (
                select s.* from pg_stat_statements s join pg_database d on d.oid = s.dbid
                where d.datname = current_database() and toplevel
                  and query !~* '^(begin|commit|rollback|set|show)'
                  and query !~* 'pg_stat|clock_timestamp\\(\\)$')
              select
                (select coalesce(sum(calls), 0) from own),
                (select tup_inserted + tup_updated + tup_deleted from pg_stat_database
                 where datname = current_database()),
                (select coalesce(sum(wal_bytes), 0) from own),
                pg_current_wal_lsn() - '0/0'::pg_lsn,
                (select sum(pg_total_relation_size(c.oid)) from pg_class c
                 join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema'))
              """)) {
        row.next();
        return new Footprint(
            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
      }
    }
  }

  /** What happened since, for each of so many. */
  String since(Footprint before, int count) {
    return String.format(
        Locale.ROOT,
        "%.1f statements, %.1f rows written, %.1f kB WAL (%.1f kB by the whole server)",
        (double) (statements - before.statements) / count,
        (double) (rows - before.rows) / count,
        (ownWal - before.ownWal) / 1000.0 / count,
        (allWal - before.allWal) / 1000.0 / count);
  }

  /** Bytes it grew by, for each of so many. */
  long grownSince(Footprint before, int count) {
    return (size - before.size) / count;
  }
}
