// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the PostgreSQL that a killed process left running, so that another can start. */
final class OrphanedPostmaster {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanedPostmaster.class);

  /** The time limit before it is killed; its settings are durable, so it recovers. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

  private OrphanedPostmaster() {}

  static void stop(Path cluster) throws IOException {
    var orphan = find(cluster);
    if (orphan.isPresent()) {
      LOG.info(
          "Stopping the PostgreSQL (process {}) that was left running in {}",
          orphan.get().pid(),
          cluster);
      stop(orphan.get());
    }
  }

  /** Returns the server process on this data; empty if there is none. */
  static Optional<ProcessHandle> find(Path cluster) throws IOException {
    var pidFile = cluster.resolve("postmaster.pid");
    String first;
    try {
      first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return PID.matcher(first).matches() // otherwise it ended before it wrote its id
        ? ProcessHandle.of(Long.parseLong(first)).filter(process -> isPostgres(process, cluster))
        : Optional.empty();
  }

  /** The process id may have been reused since, even by another PostgreSQL. */
  private static boolean isPostgres(ProcessHandle process, Path cluster) {
    var info = process.info();
    return info.command().map(c -> c.endsWith("postgres")).orElse(false)
        && info.commandLine().map(line -> line.contains(cluster.toString())).orElse(false);
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    if (!isGone(process, PATIENCE)) {
      process.destroyForcibly();
      isGone(process, PATIENCE);
    }
  }

  private static boolean isGone(ProcessHandle process, Duration within) {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
