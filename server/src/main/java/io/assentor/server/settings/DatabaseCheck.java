// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import io.assentor.ledger.postgres.LedgerSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Checks once, before anything else connects, whether the ledger's database can be used as
 * configured, so that errors name the settings.
 */
public final class DatabaseCheck {

  /** Seconds. */
  private static final String TIMEOUT = "5";

  private static final int OLDEST_SERVER = 15;

  private DatabaseCheck() {}

  /** Connects once, as the application's role. */
  public static void reachable(DatabaseAccess access) {
    check(
        access.url(), access.user(), access.password(), "ASSENTOR_DB_USER", "ASSENTOR_DB_PASSWORD");
  }

  /** Connects once, as the role that owns the schema. */
  public static void reachableAsOwner(String url, String user, String password) {
    check(url, user, password, "ASSENTOR_DB_MIGRATION_USER", "ASSENTOR_DB_MIGRATION_PASSWORD");
  }

  /** Compares the schema with this version; an older or newer one is refused. */
  public static void schema(DatabaseAccess access) {
    var application = new DriverManagerDataSource(access.url(), access.user(), access.password());
    switch (LedgerSchema.fit(application)) {
      case CURRENT -> {}
      case OLDER ->
          throw new StartupException(
              "ASSENTOR_DB_URL leads to a database whose schema "
                  + LedgerSchema.NAME
                  + " is missing or older than this version needs (expected: a schema that was"
                  + " migrated, by: java -jar assentor-server.jar migrate)");
      case NEWER ->
          throw new StartupException(
              "ASSENTOR_DB_URL leads to a database whose schema "
                  + LedgerSchema.NAME
                  + " was migrated by a later version of Assentor (expected: that version, or a"
                  + " later one)");
    }
  }

  private static void check(
      String url, String user, String password, String userSetting, String passwordSetting) {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", TIMEOUT);
    properties.setProperty("loginTimeout", TIMEOUT);
    properties.setProperty("socketTimeout", TIMEOUT);
    try (var connection = DriverManager.getConnection(url, properties)) {
      checkServer(connection);
    } catch (SQLException e) {
      var settings = userSetting + " (" + user + ") with " + passwordSetting;
      throw new StartupException(explanation(withoutParameters(url), settings, e), e);
    }
  }

  private static void checkServer(Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major < OLDEST_SERVER) {
      throw new StartupException(
          "ASSENTOR_DB_URL leads to PostgreSQL "
              + major
              + " (expected: "
              + OLDEST_SERVER
              + " or later)");
    }
  }

  /** By SQLSTATE (PostgreSQL, appendix A). */
  private static String explanation(String url, String settings, SQLException e) {
    var state = Objects.requireNonNullElse(e.getSQLState(), "");
    if (state.startsWith("28")) {
      return settings + " may not connect to " + url + ": " + e.getMessage();
    }
    if (state.equals("3D000")) {
      return "ASSENTOR_DB_URL is " + url + ", but there is no such database: " + e.getMessage();
    }
    return "ASSENTOR_DB_URL is "
        + url
        + ", but no connection to a PostgreSQL could be made: "
        + e.getMessage();
  }

  /** Parameters may be secrets. */
  static String withoutParameters(String url) {
    int at = url.indexOf('?');
    return at < 0 ? url : url.substring(0, at) + "?…";
  }
}
