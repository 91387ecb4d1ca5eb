// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import io.assentor.ledger.postgres.ApplicationRole;
import io.assentor.ledger.postgres.LedgerSchema;
import io.assentor.ledger.postgres.Maintenance;
import io.assentor.server.settings.Databases;
import io.assentor.server.settings.MacKeyFile;
import io.assentor.server.settings.Mode;
import io.assentor.server.settings.StartupException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Commands that run as the owner of the schema, so that no serving process has its password:
 *
 * <ul>
 *   <li>{@code migrate} brings the schema to this version, and signs rows from before rows had a
 *       MAC, once;
 *   <li>{@code maintain} deletes what has expired; {@code --every=24h} repeats it;
 *   <li>{@code mac-key FILE} makes a key file, or adds a key to one.
 * </ul>
 *
 * Exits with 0 on success, 1 on failure, and 2 on wrong arguments.
 */
final class DatabaseCommand {

  private static final Set<String> NAMES = Set.of("migrate", "maintain", "mac-key");

  private static final String USAGE =
      """
      usage: migrate                 with ASSENTOR_DB_URL, ASSENTOR_DB_USER, ASSENTOR_MAC_KEY_FILE and
                                     ASSENTOR_DB_MIGRATION_USER, ASSENTOR_DB_MIGRATION_PASSWORD
             maintain [--every=24h]  with ASSENTOR_DB_URL and ASSENTOR_DB_MIGRATION_USER, …_PASSWORD
             mac-key FILE            makes the file, or adds a key that signs from then on\
      """;

  private final Mode mode;
  private final Map<String, String> environment;
  private final PrintStream out;

  private DatabaseCommand(Mode mode, Map<String, String> environment, PrintStream out) {
    this.mode = mode;
    this.environment = environment;
    this.out = out;
  }

  /** Returns whether the arguments name this command. */
  static boolean isMeant(String[] args) {
    return args.length > 0 && NAMES.contains(args[0]);
  }

  static int run(List<String> args, Mode mode, Map<String, String> environment, PrintStream out) {
    var command = new DatabaseCommand(mode, environment, out);
    try {
      return switch (args.getFirst() + " " + (args.size() - 1)) {
        case "migrate 0" -> command.migrate();
        case "maintain 0" -> command.maintain();
        case "maintain 1" -> command.maintainEvery(args.get(1));
        case "mac-key 1" -> command.macKey(Path.of(args.get(1)));
        default -> command.usage();
      };
    } catch (StartupException | DataAccessException | FlywayException e) {
      out.println(args.getFirst() + " failed: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private int usage() {
    out.println(USAGE);
    return 2;
  }

  private int migrate() {
    var keys = keys();
    var owner = owner();
    var applied = LedgerSchema.migrate(owner, setting("ASSENTOR_DB_USER"), keys);
    var wrongKeys = new ApplicationRole(JdbcClient.create(owner)).wrongKeys(keys);
    if (wrongKeys.isPresent()) {
      throw new StartupException("ASSENTOR_MAC_KEY_FILE is not this ledger's: " + wrongKeys.get());
    }
    out.println(
        applied.isEmpty()
            ? "The schema is up to date; nothing was signed."
            : "Migrated: " + String.join(", ", applied) + ".");
    if (applied.contains(LedgerSchema.SIGNING)) {
      out.println("Signed existing rows: " + LedgerSchema.signed(owner) + ".");
    }
    return 0;
  }

  private int maintain() {
    out.println("Maintained: " + Maintenance.run(owner()) + ".");
    return 0;
  }

  private int maintainEvery(String option) throws InterruptedException {
    var every = every(option);
    if (every == null) {
      return usage();
    }
    while (true) {
      maintain();
      Thread.sleep(every);
    }
  }

  private static @Nullable Duration every(String option) {
    var prefix = "--every=";
    if (!option.startsWith(prefix)) {
      return null;
    }
    try {
      var every = Duration.parse("PT" + option.substring(prefix.length()));
      return every.compareTo(Duration.ofMinutes(1)) < 0 ? null : every;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private int macKey(Path file) {
    MacKeyFile.addKey(file);
    MacKeyFile.open(file);
    out.println(
        "A key was added to " + file + ". Give the file to every process, and keep a copy of it.");
    return 0;
  }

  private DriverManagerDataSource owner() {
    return Databases.owner(
        setting("ASSENTOR_DB_URL"),
        setting("ASSENTOR_DB_MIGRATION_USER"),
        environment.getOrDefault("ASSENTOR_DB_MIGRATION_PASSWORD", ""));
  }

  /** Like the server: evaluation mode creates the file, in its data directory by default. */
  private MacKeyFile keys() {
    if (mode == Mode.PRODUCTION) {
      return MacKeyFile.open(Path.of(setting("ASSENTOR_MAC_KEY_FILE")));
    }
    var file = environment.getOrDefault("ASSENTOR_MAC_KEY_FILE", "");
    var data = Path.of(environment.getOrDefault("ASSENTOR_DATA", "./data"));
    return MacKeyFile.openOrCreate(file.isEmpty() ? data.resolve(MacKeyFile.NAME) : Path.of(file));
  }

  private String setting(String name) {
    var value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw unset(name);
    }
    return value;
  }

  private static StartupException unset(String name) {
    return new StartupException(name + " is unset (expected: a value)\n" + USAGE);
  }
}
