// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.assentor.core.ledger.MacKeys;
import io.assentor.ledger.postgres.ApplicationRole;
import io.assentor.ledger.postgres.LedgerSchema;
import io.assentor.ledger.postgres.Maintenance;
import io.assentor.ledger.postgres.PostgresAccountLinks;
import io.assentor.ledger.postgres.PostgresLedger;
import io.assentor.ledger.postgres.PostgresTail;
import io.assentor.ledger.postgres.PostgresTending;
import io.assentor.server.settings.DatabaseAccess;
import io.assentor.server.settings.DatabaseCheck;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger on its database, as the application's role. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

  /** How long a caller waits for a connection before it gets a 503. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  @Bean
  HikariDataSource dataSource(DatabaseAccess access, Settings settings, MacKeys keys) {
    DatabaseCheck.reachable(access);
    DatabaseCheck.schema(access);
    var config = new HikariConfig();
    config.setJdbcUrl(access.url());
    config.setUsername(access.user());
    config.setPassword(access.password());
    config.setSchema(LedgerSchema.NAME);
    config.setMaximumPoolSize(settings.database().poolSize());
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    // Commands lock a row and then read the latest state, which requires READ COMMITTED.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    // A database that vanished silently must not block callers.
    config.setConnectionInitSql("set statement_timeout = '20s'; set lock_timeout = '10s'");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    var dataSource = new HikariDataSource(config);
    try {
      check(new ApplicationRole(JdbcClient.create(dataSource)), access, keys);
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
    return dataSource;
  }

  /** Before anything is read or written. */
  private static void check(ApplicationRole role, DatabaseAccess access, MacKeys keys) {
    role.tooMighty()
        .ifPresent(
            why -> {
              throw new StartupException(
                  "ASSENTOR_DB_USER is "
                      + access.user()
                      + ", which could change the record: "
                      + why
                      + " (expected: a role of its own with no rights but those that migrate gives"
                      + " it)");
            });
    role.wrongKeys(keys)
        .ifPresent(
            why -> {
              throw new StartupException(
                  "ASSENTOR_MAC_KEY_FILE does not belong to this ledger: "
                      + why
                      + " (expected: the file that its other processes have)");
            });
  }

  @Bean
  DamageMonitor damageMonitor() {
    return new DamageMonitor();
  }

  @Bean
  MeterBinder damageMetrics(DamageMonitor monitor) {
    return registry ->
        Gauge.builder("assentor.records.damaged", monitor, DamageMonitor::count)
            .description("Records that this process read recently and that failed verification")
            .register(registry);
  }

  /** Degraded, but usable, long before missing maintenance matters. */
  @Bean
  HealthIndicator maintenanceHealth(JdbcClient jdbc) {
    return () -> {
      var since = Maintenance.sinceLast(jdbc);
      return since.compareTo(Maintenance.WARN_AFTER) < 0
          ? Health.up().build()
          : Health.status("DEGRADED").withDetail("daysSinceMaintain", since.toDays()).build();
    };
  }

  /**
   * Down when the ledger cannot be reached. Temporal does not count, because Assentor is usable
   * without it.
   */
  @Bean
  HealthIndicator ledgerHealth(JdbcClient jdbc) {
    return () -> {
      try {
        jdbc.sql("select 1").query(Integer.class).single();
        return Health.up().build();
      } catch (DataAccessException e) {
        return Health.down(e).build();
      }
    };
  }

  @Bean
  JdbcClient jdbcClient(DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean
  PostgresLedger ledger(DataSource dataSource, MacKeys keys, DamageMonitor damage) {
    return new PostgresLedger(dataSource, keys, damage);
  }

  @Bean
  PostgresTail ledgerTail(JdbcClient jdbc) {
    return new PostgresTail(jdbc);
  }

  @Bean
  PostgresAccountLinks accountLinks(DataSource dataSource, MacKeys keys, DamageMonitor damage) {
    return new PostgresAccountLinks(dataSource, keys, damage);
  }

  @Bean
  PostgresTending tendingLedger(JdbcClient jdbc, MacKeys keys, DamageMonitor damage) {
    return new PostgresTending(jdbc, keys, damage);
  }
}
