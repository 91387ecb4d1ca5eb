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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that a killed process left behind: it must be gone before another can start. */
final class OrphanedPostmaster {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanedPostmaster.class);

  /** After this it is killed; its settings are durable, so it recovers. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private OrphanedPostmaster() {}

  static void stop(Path cluster) throws IOException {
    var pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    var orphan = ProcessHandle.of(pid).filter(OrphanedPostmaster::isPostgres);
    if (orphan.isPresent()) {
      LOG.info("stopping the PostgreSQL (process {}) that an earlier run left behind", pid);
      stop(orphan.get());
    }
  }

  /** A process id may have been given to someone else since. */
  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(c -> c.endsWith("postgres")).orElse(false);
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
