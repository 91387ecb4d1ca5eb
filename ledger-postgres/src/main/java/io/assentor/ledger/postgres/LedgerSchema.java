// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** The ledger's schema and its versioned migrations. */
public final class LedgerSchema {

  /** Where everything lives; connections must have it as their schema. */
  public static final String NAME = "assentor";

  private LedgerSchema() {}

  /** How a schema compares with the one this version of Assentor was made for. */
  public enum Fit {
    /** The very one. */
    CURRENT,
    /** Missing, older, left half-migrated, or not to be seen by this role. */
    OLDER,
    /** Migrated by a later version of Assentor. */
    NEWER
  }

  /**
   * Brings the schema to the current version.
   *
   * @param owner connects as the role that owns the schema
   * @param application the role the application runs as; it must exist
   */
  public static void migrate(DataSource owner, String application) {
    flyway(owner, application).migrate();
  }

  /**
   * Compares the schema with this version; changes nothing.
   *
   * @param reader connects as any role that may read the schema's history
   */
  public static Fit fit(DataSource reader) {
    try {
      var migrations = flyway(reader, "").info().all();
      if (Stream.of(migrations).anyMatch(LedgerSchema::isOfLaterVersion)) {
        return Fit.NEWER;
      }
      boolean complete = Stream.of(migrations).allMatch(LedgerSchema::isApplied);
      return complete ? Fit.CURRENT : Fit.OLDER;
    } catch (FlywayException e) {
      return Fit.OLDER; // it was migrated by a version that let no other role read the history
    }
  }

  private static boolean isOfLaterVersion(MigrationInfo migration) {
    return migration.getState().isApplied() && !migration.getState().isResolved();
  }

  private static boolean isApplied(MigrationInfo migration) {
    return migration.getState().isApplied() && !migration.getState().isFailed();
  }

  private static Flyway flyway(DataSource dataSource, String application) {
    return Flyway.configure()
        .dataSource(dataSource)
        .schemas(NAME)
        .locations("classpath:io/assentor/ledger/postgres/migration")
        .placeholders(Map.of("application", application))
        .validateMigrationNaming(true)
        .load();
  }
}
