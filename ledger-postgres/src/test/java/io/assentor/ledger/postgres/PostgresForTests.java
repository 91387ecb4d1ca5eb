// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.assentor.core.ledger.DamageReport;
import io.assentor.testkit.InMemoryMacKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One real PostgreSQL for all tests of this module, with the two roles of production. */
final class PostgresForTests {

  /** What signs in these tests; the database has never seen it. */
  static final InMemoryMacKeys KEYS = new InMemoryMacKeys();

  private static final PostgresForTests INSTANCE = new PostgresForTests();

  private final EmbeddedPostgres server;
  private final DataSource owner;
  private final DataSource application;

  private PostgresForTests() {
    try {
      server = EmbeddedPostgres.builder().start();
      owner = server.getPostgresDatabase();
      JdbcClient.create(owner).sql("create role assentor_app login password 'app'").update();
      JdbcClient.create(owner).sql("revoke temporary on database postgres from public").update();
      LedgerSchema.migrate(owner, "assentor_app", KEYS);
      application = pool("postgres", "assentor_app", "app");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HikariDataSource pool(String database, String role, String password) {
    var config = new HikariConfig();
    config.setJdbcUrl(server.getJdbcUrl(role, database) + "&password=" + password);
    config.setSchema(LedgerSchema.NAME);
    config.setMaximumPoolSize(16);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  /** A new, empty database on the same server, as its owner. */
  static DataSource newDatabase(String name) {
    var admin = JdbcClient.create(owner());
    admin.sql("create database " + name).update();
    return INSTANCE.server.getDatabase("postgres", name);
  }

  /** As another role; whoever asks closes it. */
  static HikariDataSource as(String role, String password, String database) {
    return INSTANCE.pool(database, role, password);
  }

  /** The ledger, as the application's role. */
  static PostgresLedger ledger() {
    return new PostgresLedger(application(), KEYS, DamageReport.NONE);
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
