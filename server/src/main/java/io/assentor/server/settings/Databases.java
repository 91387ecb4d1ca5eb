// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database the operator configured. */
public final class Databases {

  private Databases() {}

  public static DatabaseAccess configured(Settings settings) {
    var database = settings.database();
    return new DatabaseAccess(database.url(), database.user(), database.password());
  }

  /** Returns connections as the owner of the schema; serving processes do not keep them. */
  public static DriverManagerDataSource owner(String url, String user, String password) {
    return new DriverManagerDataSource(url, user, password);
  }
}
