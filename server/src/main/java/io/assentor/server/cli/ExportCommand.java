// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import io.assentor.ledger.postgres.Export;
import io.assentor.ledger.postgres.ExportVerifier;
import io.assentor.ledger.postgres.ExportVerifier.Finding;
import io.assentor.ledger.postgres.ExportVerifier.Summary;
import io.assentor.server.settings.MacKeyFile;
import io.assentor.server.settings.StartupException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Exports the ledger and verifies exports:
 *
 * <ul>
 *   <li>{@code export [--tenant=T]} writes the ledger to standard output;
 *   <li>{@code verify FILE|- [--mac-key FILE] [--json]} verifies an export, without a database;
 *       without the ledger's keys it checks everything except that Assentor wrote it, and says so.
 * </ul>
 *
 * Exits with 0 when it is done and nothing is damaged, 1 if something is (or the export failed), 2
 * if it was called wrongly or the file cannot be read.
 */
final class ExportCommand {

  private static final Set<String> NAMES = Set.of("export", "verify");

  private static final String USAGE =
      """
      usage: export [--tenant=T]     with ASSENTOR_DB_URL, ASSENTOR_DB_USER, ASSENTOR_DB_PASSWORD
             verify FILE|- [--mac-key FILE] [--json]\
      """;

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  private ExportCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Returns whether the arguments name this command. */
  static boolean isMeant(String[] args) {
    return args.length > 0 && NAMES.contains(args[0]);
  }

  static int run(
      List<String> args,
      Map<String, String> environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    var command = new ExportCommand(in, out, err);
    var options = args.subList(1, args.size());
    return args.getFirst().equals("export")
        ? command.export(options, environment)
        : command.verify(options);
  }

  private int usage() {
    err.println(USAGE);
    return 2;
  }

  private int export(List<String> options, Map<String, String> environment) {
    var prefix = "--tenant=";
    if (options.size() > 1 || options.stream().anyMatch(it -> !it.startsWith(prefix))) {
      return usage();
    }
    var tenant = options.isEmpty() ? null : options.getFirst().substring(prefix.length());
    var url = environment.getOrDefault("ASSENTOR_DB_URL", "");
    if (url.isEmpty()) {
      err.println("export failed: ASSENTOR_DB_URL is unset (expected: a value)");
      return usage();
    }
    var database =
        new DriverManagerDataSource(
            url,
            environment.getOrDefault("ASSENTOR_DB_USER", ""),
            environment.getOrDefault("ASSENTOR_DB_PASSWORD", ""));
    try {
      var records = new Export(database).write(tenant, new BufferedOutputStream(out, BUFFER));
      if (out.checkError()) {
        throw new IllegalStateException("standard output cannot be written");
      }
      err.println("Exported " + records + " records.");
      return 0;
    } catch (RuntimeException e) {
      err.println("export failed: " + e.getMessage());
      return 1;
    }
  }

  private int verify(List<String> options) {
    boolean json = options.contains("--json");
    var words = new ArrayList<>(options);
    words.removeIf(it -> it.equals("--json"));
    var keys = key(words);
    if (words.size() != 1 || words.getFirst().startsWith("--")) {
      return usage();
    }
    try {
      var macKeys = keys == null ? null : MacKeyFile.open(keys);
      Consumer<Finding> found = json ? this::json : this::plain;
      try (var export = open(words.getFirst())) {
        var summary = new ExportVerifier(macKeys, found).verify(export);
        if (json) {
          json(summary);
        } else {
          plain(summary);
        }
        return summary.valid() ? 0 : 1;
      }
    } catch (IOException | StartupException e) {
      err.println("verify failed: " + e.getMessage());
      return 2;
    }
  }

  /** Takes {@code --mac-key FILE} or {@code --mac-key=FILE} out of the words. */
  private static @Nullable Path key(List<String> words) {
    int at = words.indexOf("--mac-key");
    if (at >= 0 && at + 1 < words.size()) {
      words.remove(at);
      return Path.of(words.remove(at));
    }
    var prefix = "--mac-key=";
    var joined = words.stream().filter(it -> it.startsWith(prefix)).findFirst();
    joined.ifPresent(words::remove);
    return joined.map(it -> Path.of(it.substring(prefix.length()))).orElse(null);
  }

  private InputStream open(String file) throws IOException {
    var export = file.equals("-") ? in : Files.newInputStream(Path.of(file));
    return new BufferedInputStream(export, BUFFER);
  }

  /** An export may be forged and contain control characters for the terminal. */
  private void plain(Finding it) {
    var record = it.record().isEmpty() ? "line " + it.line() : it.record();
    for (var problem : it.problems()) {
      out.println("Damaged: " + DisplayText.line(record + ": " + problem));
    }
  }

  private void plain(Summary it) {
    out.println(
        "Verified %d records with %d events; %s."
            .formatted(
                it.records(),
                it.events(),
                it.valid() ? "nothing is damaged" : it.damaged() + " findings, see above"));
    out.println(
        it.authenticated()
            ? "Authenticated: every MAC was checked with the keys given."
            : "Not authenticated: no --mac-key was given, so this shows that the export is consistent, not that Assentor wrote it.");
  }

  private void json(Finding it) {
    out.println(
        Json.object()
            .put("line", it.line())
            .put("record", it.record().isEmpty() ? null : it.record())
            .put("problems", Json.strings(it.problems()))
            .build()
            .canonicalString());
  }

  private void json(Summary it) {
    out.println(
        Json.object()
            .put("valid", Json.Bool.of(it.valid()))
            .put("authenticated", Json.Bool.of(it.authenticated()))
            .put("records", it.records())
            .put("events", it.events())
            .put("findings", it.damaged())
            .build()
            .canonicalString());
  }
}
