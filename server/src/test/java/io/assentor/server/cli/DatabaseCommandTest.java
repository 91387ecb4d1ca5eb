// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.server.AssentorServer;
import io.assentor.server.Launcher;
import io.assentor.server.settings.Mode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code migrate}, {@code maintain} and {@code mac-key}, and who may not serve. */
class DatabaseCommandTest {

  private static EmbeddedPostgres postgres;
  private static JdbcClient superuser;

  @TempDir private Path directory;

  private String output = "";

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    superuser = JdbcClient.create(postgres.getPostgresDatabase());
    superuser.sql("create role owner login").update();
    superuser.sql("create role application login").update();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private Map<String, String> environment(String database) {
    return new HashMap<>(
        Map.of(
            "ASSENTOR_DB_URL",
            "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database,
            "ASSENTOR_DB_USER",
            "application",
            "ASSENTOR_DB_MIGRATION_USER",
            "owner",
            "ASSENTOR_MAC_KEY_FILE",
            file().toString()));
  }

  private Path file() {
    return directory.resolve("mac-keys");
  }

  private int run(Map<String, String> environment, String... args) {
    var bytes = new ByteArrayOutputStream();
    int code =
        DatabaseCommand.run(
            List.of(args),
            Mode.PRODUCTION,
            environment,
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    output = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private Map<String, String> migrated(String database) {
    superuser.sql("create database " + database + " owner owner").update();
    assertThat(run(Map.of(), "mac-key", file().toString())).isZero();
    var environment = environment(database);
    assertThat(run(environment, "migrate")).as(output).isZero();
    return environment;
  }

  @Test
  void migrate_bringsAnEmptyDatabaseToThisVersion_andThenDoesNothing() {
    var environment = migrated("migrated");
    assertThat(output).contains("Migrated: 1, 2", "Signed existing rows: 0 events");

    assertThat(run(environment, "migrate")).isZero();

    assertThat(output).contains("up to date; nothing was signed");
    assertThat(run(environment, "maintain")).isZero();
    assertThat(output).contains("Maintained: {", "recent_denial=0");
  }

  @Test
  void migrate_withAnotherLedgersKeys_fails() throws IOException {
    var environment = migrated("other_keys");
    Files.delete(file());
    run(Map.of(), "mac-key", file().toString());

    assertThat(run(environment, "migrate")).isEqualTo(1);

    assertThat(output).contains("ASSENTOR_MAC_KEY_FILE is not this ledger's");
  }

  @Test
  void migrate_withoutAKeyFile_saysHowItIsMade() {
    assertThat(run(environment("any"), "migrate")).isEqualTo(1);
    assertThat(output).contains("mac-key " + file());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ASSENTOR_DB_URL",
        "ASSENTOR_DB_USER",
        "ASSENTOR_DB_MIGRATION_USER",
        "ASSENTOR_MAC_KEY_FILE"
      })
  void migrate_namesWhatIsUnset(String name) {
    run(Map.of(), "mac-key", file().toString());
    var environment = environment("any");
    environment.remove(name);

    assertThat(run(environment, "migrate")).isEqualTo(1);
    assertThat(output).contains(name + " is unset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"migrate now", "maintain --every=0s", "maintain often", "mac-key"})
  void wrongCall_showsTheUsage(String line) {
    assertThat(run(Map.of(), line.split(" ", -1))).isEqualTo(2);
    assertThat(output).contains("usage:");
  }

  @Test
  void databaseThatIsAway_failsTheCommand() {
    run(Map.of(), "mac-key", file().toString());
    var environment = environment("any");
    environment.put("ASSENTOR_DB_URL", "jdbc:postgresql://127.0.0.1:1/assentor");

    assertThat(run(environment, "maintain")).isEqualTo(1);
    assertThat(output).startsWith("maintain failed: ");
  }

  @Test
  void processThatServes_isRefusedAsOwnerOrSuperuser() {
    var environment = migrated("refused");
    assertThatThrownBy(() -> serve(environment, "owner"))
        .rootCause()
        .hasMessageContaining("ASSENTOR_DB_USER is owner, which could change the record");
    assertThatThrownBy(() -> serve(environment, "postgres"))
        .rootCause()
        .hasMessageContaining("it is a superuser");
  }

  @Test
  void processThatServes_isRefusedOnAnotherSchemaOrWithOtherKeys() throws IOException {
    superuser.sql("create database not_yet owner owner").update();
    run(Map.of(), "mac-key", file().toString());
    assertThatThrownBy(() -> serve(environment("not_yet"), "application"))
        .rootCause()
        .hasMessageContaining("java -jar assentor-server.jar migrate");

    var environment = migrated("keys_lost");
    Files.delete(file());
    assertThatThrownBy(() -> serve(environment, "application"))
        .rootCause()
        .hasMessageContaining("which is not there");

    run(Map.of(), "mac-key", file().toString());
    assertThatThrownBy(() -> serve(environment, "application"))
        .rootCause()
        .hasMessageContaining("ASSENTOR_MAC_KEY_FILE does not belong to this ledger");
  }

  /** It never gets as far as to ask Temporal or an issuer, nor to listen. */
  private void serve(Map<String, String> environment, String user) {
    Launcher.application(AssentorServer.class, Mode.PRODUCTION)
        .run(
            "--assentor.data=" + directory,
            "--assentor.policy-dir=" + directory,
            "--assentor.public-url=https://assentor.example",
            "--assentor.temporal.target=temporal.example:7233",
            "--assentor.security.issuers=https://idp.example",
            "--assentor.security.audience=assentor",
            "--assentor.database.url=" + environment.get("ASSENTOR_DB_URL"),
            "--assentor.database.user=" + user,
            "--assentor.database.mac-key-file=" + file())
        .close();
  }
}
