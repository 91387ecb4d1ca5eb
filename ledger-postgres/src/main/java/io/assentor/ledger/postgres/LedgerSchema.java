// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.MacKeys;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger's schema and its versioned migrations. */
public final class LedgerSchema {

  /** The schema of all tables; connections must use it. */
  public static final String NAME = "assentor";

  /** The migration that signs rows from before rows had a MAC. */
  public static final String SIGNING = "10";

  private LedgerSchema() {}

  /** How a schema compares with the one that this version of Assentor needs. */
  public enum Fit {
    /** The same version. */
    CURRENT,
    /** Missing, older, partly migrated, or not visible to this role. */
    OLDER,
    /** Migrated by a later version of Assentor. */
    NEWER
  }

  /**
   * Brings the schema to the current version. Rows from before rows had a MAC are signed, once.
   *
   * @param owner connects as the role that owns the schema
   * @param application the role the application runs as; it must exist
   * @return versions that were applied, in order
   */
  public static List<String> migrate(DataSource owner, String application, MacKeys keys) {
    return flyway(owner, application, keys).load().migrate().migrations.stream()
        .map(applied -> applied.version)
        .toList();
  }

  /** Returns how many rows were signed when rows got their MACs. */
  public static String signed(DataSource owner) {
    return JdbcClient.create(owner)
        .sql(
            "select events || ' events, ' || contents || ' calls, ' || renderings || ' renderings,"
                + " ' || commands || ' commands, ' || links || ' account links' from"
                + " assentor.signing")
        .query(String.class)
        .single();
  }

  /**
   * Compares the schema with this version; changes nothing.
   *
   * @param reader connects as any role that may read the schema's history
   */
  public static Fit fit(DataSource reader) {
    try {
      var migrations = flyway(reader, "", null).load().info().all();
      if (Stream.of(migrations).anyMatch(LedgerSchema::isOfLaterVersion)) {
        return Fit.NEWER;
      }
      boolean complete = Stream.of(migrations).allMatch(LedgerSchema::isApplied);
      return complete ? Fit.CURRENT : Fit.OLDER;
    } catch (FlywayException e) {
      return Fit
          .OLDER; // it was migrated by a version that did not let other roles read the history
    }
  }

  private static boolean isOfLaterVersion(MigrationInfo migration) {
    return migration.getState().isApplied() && !migration.getState().isResolved();
  }

  private static boolean isApplied(MigrationInfo migration) {
    return migration.getState().isApplied() && !migration.getState().isFailed();
  }

  /**
   * Returns the migrations of this version. Without keys they can be inspected, but not applied.
   */
  static FluentConfiguration flyway(DataSource owner, String application, @Nullable MacKeys keys) {
    return Flyway.configure()
        .dataSource(owner)
        .schemas(NAME)
        .locations("classpath:io/assentor/ledger/postgres/migration")
        .javaMigrations(new V10__SignRows(keys))
        .placeholders(Map.of("application", application))
        .validateMigrationNaming(true);
  }
}
