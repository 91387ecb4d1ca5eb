// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.assentor.ledger.postgres.LedgerSchema;
import io.assentor.ledger.postgres.PostgresAccountLinks;
import io.assentor.ledger.postgres.PostgresLedger;
import io.assentor.ledger.postgres.PostgresTail;
import io.assentor.ledger.postgres.PostgresTending;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The ledger on its database, migrated if this process may. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

  /** A caller that cannot get a connection for so long is told to come back. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  @Bean
  HikariDataSource dataSource(DatabaseAccess access, Settings settings) {
    DatabaseCheck.reachable(access);
    if (!access.migrationUser().isEmpty()) {
      migrate(access);
    }
    DatabaseCheck.schema(access);
    var config = new HikariConfig();
    config.setJdbcUrl(access.url());
    config.setUsername(access.user());
    config.setPassword(access.password());
    config.setSchema(LedgerSchema.NAME);
    config.setMaximumPoolSize(settings.database().poolSize());
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    // Commands lock a row and read after it, which only READ COMMITTED lets them do.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    // A database that is gone without a word must not keep anybody waiting.
    config.setConnectionInitSql("set statement_timeout = '20s'; set lock_timeout = '10s'");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(config);
  }

  private static void migrate(DatabaseAccess access) {
    var owner =
        new DriverManagerDataSource(
            access.url(), access.migrationUser(), access.migrationPassword());
    try {
      LedgerSchema.migrate(owner, access.user());
    } catch (FlywayException e) {
      throw new StartupException(
          "ASSENTOR_DB_MIGRATION_USER ("
              + access.migrationUser()
              + ") cannot migrate the schema "
              + LedgerSchema.NAME
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Bean
  JdbcClient jdbcClient(DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean
  PostgresLedger ledger(DataSource dataSource) {
    return new PostgresLedger(dataSource);
  }

  @Bean
  PostgresTail ledgerTail(JdbcClient jdbc) {
    return new PostgresTail(jdbc);
  }

  @Bean
  PostgresAccountLinks accountLinks(DataSource dataSource) {
    return new PostgresAccountLinks(dataSource);
  }

  @Bean
  PostgresTending tendingLedger(JdbcClient jdbc) {
    return new PostgresTending(jdbc);
  }
}
