// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

/** The database the operator configured. */
final class Databases {

  private Databases() {}

  static DatabaseAccess configured(Settings settings) {
    var database = settings.database();
    if (database.user().isEmpty()) {
      throw new StartupException(
          "ASSENTOR_DB_USER is unset (expected: the role the application runs as)");
    }
    return new DatabaseAccess(
        database.url(),
        database.user(),
        database.password(),
        database.migrationUser(),
        database.migrationPassword());
  }
}
