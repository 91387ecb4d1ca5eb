// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.server.settings.DatabaseAccess;
import io.assentor.server.settings.DatabaseCheck;
import io.assentor.server.settings.KeyFile;
import io.assentor.server.settings.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EmbeddedDatabaseTest {

  @Test
  void everythingItMakes_isForItsOwnerAlone(@TempDir Path parent) throws IOException {
    var data = parent.resolve("data");
    try (var database = EmbeddedDatabase.start(data)) {
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(setting(database, "unix_socket_directories")).isEmpty();
      checksSayWhatIsWrong(database.access());
    }
    assertThat(OrphanedPostmaster.find(data.resolve("postgres"))).isEmpty();
  }

  @Test
  void inADirectoryThatOthersMayEnter_everythingIsClosedToThem(@TempDir Path data)
      throws IOException {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    var binaries = Files.createDirectory(data.resolve("postgres-binaries"));
    Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxrwxrwx"));
    KeyFile.of(data.resolve("decision-key.json")).ecKey();
    try (var database = EmbeddedDatabase.start(data);
        var made = Files.list(data)) {
      assertThat(database.access().url()).startsWith("jdbc:postgresql://127.0.0.1:");
      for (var path : made.toList()) {
        assertThat(permissions(path)).as("%s", path).endsWith("------");
      }
    }
  }

  /** One server for all that it can be asked. */
  private static void checksSayWhatIsWrong(DatabaseAccess access) {
    DatabaseCheck.reachable(access);
    assertThatThrownBy(() -> DatabaseCheck.schema(access))
        .hasMessageContaining("ASSENTOR_DB_URL")
        .hasMessageContaining("missing or older");
    assertThatThrownBy(() -> DatabaseCheck.reachable(as(access.url(), "nobody_here")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_DB_USER (nobody_here) with ASSENTOR_DB_PASSWORD");
    var elsewhere = access.url().replace("/postgres", "/elsewhere");
    assertThatThrownBy(() -> DatabaseCheck.reachable(as(elsewhere, access.user())))
        .hasMessageContaining("there is no such database");
    var secret = "jdbc:postgresql://127.0.0.1:1/x?password=geheim";
    assertThatThrownBy(() -> DatabaseCheck.reachable(as(secret, access.user())))
        .hasMessageContaining("no connection to a PostgreSQL could be made")
        .hasMessageNotContaining("geheim");
  }

  private static DatabaseAccess as(String url, String user) {
    return new DatabaseAccess(url, user, "");
  }

  private static String setting(EmbeddedDatabase database, String name) {
    var access = database.access();
    var source = new DriverManagerDataSource(access.url(), "postgres", "");
    return JdbcClient.create(source).sql("show " + name).query(String.class).single();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
