// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * What the MACs of rows cost in write-ahead log. The rows that approvals really left are written
 * again, one statement each, into a table of the same columns and indexes: once as they are, and
 * once with an empty MAC. The log's position says what each took.
 */
final class MacWal {

  /** Every table whose rows of an approval carry a MAC. */
  private static final List<String> TABLES =
      List.of("approval_event", "approval_content", "rendering", "command");

  private final DataSource database;
  private final Results results;

  MacWal(DataSource database, Results results) {
    this.database = database;
    this.results = results;
  }

  /** Bytes of log for some rows, with their MACs and without. */
  private record Cost(long rows, long with, long without) {

    Cost and(Cost other) {
      return new Cost(rows + other.rows, with + other.with, without + other.without);
    }

    String each(long count) {
      return String.format(
          Locale.ROOT, "%d B WAL with MACs, %d B without", with / count, without / count);
    }
  }

  /** Adds what the approvals that there are now cost, each and each event. */
  void measure() throws SQLException {
    try (var connection = database.getConnection()) {
      execute(connection, "set search_path = assentor");
      long approvals = number(connection, "select count(*) from approval");
      var total = new Cost(0, 0, 0);
      for (var table : TABLES) {
        var cost = cost(connection, table);
        total = total.and(cost);
        if (cost.rows > 0) {
          results.add("MACs: a row of " + table, cost.each(cost.rows));
        }
      }
      results.add(
          String.format(
              Locale.ROOT, "MACs: the signed rows of an approval, of %,d approvals", approvals),
          total.each(approvals));
    }
  }

  private static Cost cost(Connection connection, String table) throws SQLException {
    long rows = number(connection, "select count(*) from " + table);
    return new Cost(rows, written(connection, table, true), written(connection, table, false));
  }

  private static long written(Connection connection, String table, boolean mac)
      throws SQLException {
    execute(
        connection,
        "create table copy (like "
            + table
            + " including all excluding identity excluding generated)");
    var columns =
        text(
            connection,
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
                + " where attrelid = 'copy'::regclass and attnum > 0");
    var values = mac ? columns : columns.replaceFirst("\\bmac\\b", "''::bytea");
    long before = position(connection);
    execute(
        connection,
        """
        do $$ declare it record; begin
          for it in select ctid from %1$s loop
            insert into copy (%2$s) select %3$s from %1$s where ctid = it.ctid;
          end loop;
        end $$
        """
            .formatted(table, columns, values));
    long written = position(connection) - before;
    execute(connection, "drop table copy");
    return written;
  }

  private static long position(Connection connection) throws SQLException {
    return number(connection, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
  }

  private static long number(Connection connection, String query) throws SQLException {
    return Long.parseLong(text(connection, query));
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (var it = connection.createStatement()) {
      it.execute(statement);
    }
  }
}
