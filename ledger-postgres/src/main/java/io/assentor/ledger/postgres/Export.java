// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Exports the ledger, to be verified elsewhere: JSON Lines in UTF-8, one approval per line, ordered
 * by id, and a last line with their number. Calls and renderings are included as stored, so an
 * export is as confidential as the database.
 */
public final class Export {

  /** Records fetched at once; one may have some megabytes. */
  private static final int FETCHED = 8;

  private final DataSource dataSource;

  public Export(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Writes every record, in one snapshot, with a few in memory at a time.
   *
   * @param tenant the tenant; absent: all tenants
   * @return the number of records written
   */
  public long write(@Nullable String tenant, OutputStream out) {
    try (var connection = dataSource.getConnection()) {
      connection.setReadOnly(true);
      connection.setSchema(LedgerSchema.NAME);
      connection.setAutoCommit(false); // without it the driver reads all rows at once
      var sql = StoredRecord.SELECT + "where (?::text is null or a.tenant = ?) order by a.id";
      long records = 0;
      try (var statement = connection.prepareStatement(sql)) {
        statement.setFetchSize(FETCHED);
        statement.setString(1, tenant);
        statement.setString(2, tenant);
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            line(out, StoredRecord.of(rows).json());
            records++;
          }
        }
      }
      line(out, Json.object().put("v", 1).put("records", records).build());
      out.flush();
      connection.rollback();
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("the ledger cannot be read: " + e.getMessage(), e);
    }
  }

  private static void line(OutputStream out, Json.Obj json) throws IOException {
    out.write(json.canonical());
    out.write('\n');
  }
}
