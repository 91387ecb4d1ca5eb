// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that a killed process left behind: it must be gone before another can start. */
final class OrphanedPostmaster {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanedPostmaster.class);

  /** After this it is killed; its settings are durable, so it recovers. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

  private OrphanedPostmaster() {}

  static void stop(Path cluster) throws IOException {
    var pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    var first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    if (!PID.matcher(first).matches()) {
      return; // it died before it could say who it was
    }
    long pid = Long.parseLong(first);
    var orphan = ProcessHandle.of(pid).filter(process -> isPostgres(process, cluster));
    if (orphan.isPresent()) {
      LOG.info("stopping the PostgreSQL (process {}) that an earlier run left behind", pid);
      stop(orphan.get());
    }
  }

  /** A process id may have been given to someone else since, even to another PostgreSQL. */
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
