// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Evaluation mode's own PostgreSQL, with durable settings, in the data directory. Trusts whoever
 * can connect from this machine: never for production.
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final String APPLICATION = "assentor_app";
  private static final String OWNER = "postgres";
  private static final Duration START = Duration.ofSeconds(60);

  private final FileChannel lock;
  private final EmbeddedPostgres server;

  private EmbeddedDatabase(FileChannel lock, EmbeddedPostgres server) {
    this.lock = lock;
    this.server = server;
  }

  static EmbeddedDatabase start(Path data) {
    var directory = data.toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
      var lock = lock(directory);
      var cluster = directory.resolve("postgres");
      OrphanedPostmaster.stop(cluster);
      var server =
          EmbeddedPostgres.builder()
              .setDataDirectory(cluster)
              .setCleanDataDirectory(false)
              .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
              .setPGStartupWait(START)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .start();
      createApplicationRole(server);
      return new EmbeddedDatabase(lock, server);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL in " + directory, e);
    }
  }

  /** Held as long as this process lives, however it ends: two must not share a directory. */
  private static FileChannel lock(Path directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new StartupException(
          "ASSENTOR_DATA is "
              + directory
              + ", which another Assentor uses (expected: a directory of its own)");
    }
    return channel;
  }

  private static void createApplicationRole(EmbeddedPostgres server) {
    var jdbc = JdbcClient.create(server.getPostgresDatabase());
    boolean exists =
        jdbc.sql("select exists (select from pg_roles where rolname = ?)")
            .param(APPLICATION)
            .query(Boolean.class)
            .single();
    if (!exists) {
      jdbc.sql("create role " + APPLICATION + " login").update();
    }
  }

  DatabaseAccess access() {
    var url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    return new DatabaseAccess(url, APPLICATION, "", OWNER, "");
  }

  @Override
  public void close() throws IOException {
    server.close();
    lock.close();
  }
}
