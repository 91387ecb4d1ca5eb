// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A PostgreSQL with the roles, databases and passwords of docker-compose.yml, made by the same
 * script, and with durable settings.
 */
public final class PostgresServer implements AutoCloseable {

  private static final String ADMIN = "postgres";

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param directory where it keeps its data
   * @param settings of postgresql.conf, besides
   */
  static PostgresServer start(Path directory, ComposeFile compose, Map<String, String> settings) {
    try {
      var builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory.resolve("postgres"))
              .setCleanDataDirectory(true)
              .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("max_connections", "300")
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on");
      settings.forEach(builder::setServerConfig);
      var postgres = new PostgresServer(builder.start());
      postgres.makeRoles(compose);
      postgres.askForPasswords(directory.resolve("postgres"));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeRoles(ComposeFile compose) {
    var environment = new HashMap<>(compose.environment("postgres"));
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", Integer.toString(port()));
    Commands.run(environment, List.of("sh", compose.file("deploy/postgres/roles.sh").toString()));
  }

  /** Everybody but the superuser of these tests must bring the password of the compose file. */
  private void askForPasswords(Path data) throws IOException {
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    execute("select pg_reload_conf()");
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return server.getPort();
  }

  /** A database of it, as its superuser. */
  public DataSource database(String name) {
    return server.getDatabase(ADMIN, name);
  }

  /** Makes a database for an Assentor, beside the one that the script makes. */
  void createDatabase(String name) {
    execute("create database " + name + " owner assentor_owner");
    execute("grant connect on database " + name + " to assentor_app");
  }

  /** Empties a database of Temporal's, whoever uses it. */
  void recreate(String database) {
    execute("drop database " + database + " with (force)");
    execute("create database " + database + " owner temporal");
  }

  private void execute(String sql) {
    try (var connection = database(ADMIN).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
