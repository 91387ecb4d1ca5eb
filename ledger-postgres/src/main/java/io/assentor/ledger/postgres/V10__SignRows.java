// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.MacKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Signs existing rows, once: Flyway runs a migration once, and from V11 on every row has a MAC. It
 * signs rows as they are and repairs nothing, so a record that failed verification before still
 * does afterwards.
 */
final class V10__SignRows extends BaseJavaMigration {

  private static final int BATCH = 500;

  private final @Nullable MacKeys keys;

  V10__SignRows(@Nullable MacKeys keys) {
    this.keys = keys;
  }

  private MacKeys signing() {
    return Objects.requireNonNull(keys, "no keys: these migrations can only be looked at");
  }

  /** What the MAC of a row covers. */
  private interface Message {
    byte[] of(ResultSet row) throws SQLException;
  }

  @Override
  public void migrate(Context context) {
    var jdbc = new JdbcTemplate(new SingleConnectionDataSource(context.getConnection(), true));
    jdbc.setFetchSize(BATCH); // not the whole table at once
    long events =
        sign(
            jdbc,
            "approval_event",
            row ->
                MacInput.event(
                    Rows.approvalId(row),
                    row.getInt("seq"),
                    row.getBytes("body"),
                    row.getBytes("hash")));
    long contents =
        sign(
            jdbc,
            "approval_content",
            row ->
                MacInput.content(Rows.approvalId(row), row.getBytes("salt"), row.getBytes("body")));
    long renderings =
        sign(
            jdbc,
            "rendering",
            row ->
                MacInput.rendering(
                    Rows.approvalId(row), row.getString("channel"), row.getBytes("body")));
    long commands =
        sign(
            jdbc,
            "command",
            row ->
                MacInput.command(
                    Rows.approvalId(row),
                    row.getString("command_id"),
                    row.getString("by_issuer"),
                    row.getString("by_name"),
                    row.getString("digest")));
    jdbc.execute("alter table account_link disable trigger user"); // ended links are signed, too
    long links =
        sign(
            jdbc,
            "account_link",
            "select t.ctid::text as place, t.* from account_link t",
            row -> MacInput.link(Rows.link(row)));
    jdbc.execute("alter table account_link enable trigger user");
    jdbc.update(
        "insert into signing (events, contents, renderings, commands, links, specimen)"
            + " values (?, ?, ?, ?, ?, ?)",
        events,
        contents,
        renderings,
        commands,
        links,
        signing().sign(MacInput.signing(events, contents, renderings, commands, links)));
  }

  /**
   * Rows of an approval. A row that belongs to no approval has no tenant, and gets an invalid MAC.
   */
  private long sign(JdbcTemplate jdbc, String table, Message message) {
    long signed =
        sign(
            jdbc,
            table,
            "select t.ctid::text as place, a.id, a.tenant, t.* from "
                + table
                + " t join approval a on a.id = t.approval_id",
            message);
    jdbc.update("update " + table + " set mac = '' where mac is null");
    return signed;
  }

  private long sign(JdbcTemplate jdbc, String table, String select, Message message) {
    var signing = signing();
    var batch = new ArrayList<Object[]>(BATCH);
    var update = "update " + table + " set mac = ? where ctid = ?::tid";
    long[] signed = {0};
    jdbc.query(
        select,
        row -> {
          batch.add(new Object[] {signing.sign(message.of(row)), row.getString("place")});
          signed[0]++;
          if (batch.size() == BATCH) {
            write(jdbc, update, batch);
          }
        });
    write(jdbc, update, batch);
    return signed[0];
  }

  private static void write(JdbcTemplate jdbc, String update, List<Object[]> batch) {
    jdbc.batchUpdate(update, batch);
    batch.clear();
  }
}
