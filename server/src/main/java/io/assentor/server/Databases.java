// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

/** The database the operator configured. */
final class Databases {

  private Databases() {}

  static DatabaseAccess configured(Settings settings) {
    var database = settings.database();
    return new DatabaseAccess(
        database.url(),
        database.user(),
        database.password(),
        database.migrationUser(),
        database.migrationPassword());
  }
}
