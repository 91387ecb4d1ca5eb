// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One real PostgreSQL for all tests of this module, with the two roles of production. */
final class PostgresForTests {

  private static final PostgresForTests INSTANCE = new PostgresForTests();

  private final DataSource owner;
  private final DataSource application;

  private PostgresForTests() {
    try {
      var server = EmbeddedPostgres.builder().start();
      owner = server.getPostgresDatabase();
      JdbcClient.create(owner).sql("create role assentor_app login password 'app'").update();
      LedgerSchema.migrate(owner, "assentor_app");
      var config = new HikariConfig();
      config.setJdbcUrl(server.getJdbcUrl("assentor_app", "postgres") + "&password=app");
      config.setSchema(LedgerSchema.NAME);
      config.setMaximumPoolSize(16);
      application = new HikariDataSource(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the role that migrates. */
  static DataSource owner() {
    return INSTANCE.owner;
  }

  /** As the role that runs. */
  static DataSource application() {
    return INSTANCE.application;
  }
}
