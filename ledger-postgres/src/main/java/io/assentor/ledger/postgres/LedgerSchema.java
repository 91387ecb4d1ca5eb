// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The ledger's schema and its versioned migrations. */
public final class LedgerSchema {

  /** Where everything lives; connections must have it as their schema. */
  public static final String NAME = "assentor";

  private LedgerSchema() {}

  /**
   * Brings the schema to the current version.
   *
   * @param owner connects as the role that owns the schema
   * @param application the role the application runs as; it must exist
   */
  public static void migrate(DataSource owner, String application) {
    Flyway.configure()
        .dataSource(owner)
        .schemas(NAME)
        .locations("classpath:io/assentor/ledger/postgres/migration")
        .placeholders(Map.of("application", application))
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }
}
