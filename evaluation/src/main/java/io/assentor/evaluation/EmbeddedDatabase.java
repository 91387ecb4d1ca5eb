// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.server.settings.DataDirectory;
import io.assentor.server.settings.DatabaseAccess;
import io.assentor.server.settings.StartupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Evaluation mode's own PostgreSQL, with durable settings, in the data directory. It trusts
 * everyone who can connect from this machine: not for production.
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final String APPLICATION = "assentor_app";

  private final FileChannel lock;
  private final EmbeddedPostmaster postmaster;

  private EmbeddedDatabase(FileChannel lock, EmbeddedPostmaster postmaster) {
    this.lock = lock;
    this.postmaster = postmaster;
  }

  static EmbeddedDatabase start(Path data) {
    var directory = data.toAbsolutePath().normalize();
    try {
      var lock = lock(DataDirectory.make(directory));
      try {
        var database = new EmbeddedDatabase(lock, EmbeddedPostmaster.start(directory));
        database.createApplicationRole();
        return database;
      } catch (Throwable e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataDirectory.unusable(directory, e);
    }
  }

  /**
   * Held while this process lives, however it ends, because two processes must not share a
   * directory.
   */
  private static FileChannel lock(Path directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            DataDirectory.OWNER_ONLY_FILE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new StartupException(
          "ASSENTOR_DATA is "
              + directory
              + ", which another Assentor uses (expected: a directory of its own)");
    }
    return channel;
  }

  private void createApplicationRole() throws IOException {
    try {
      createApplicationRole(postmaster.server());
    } catch (Throwable e) {
      postmaster.close();
      throw e;
    }
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
    jdbc.sql("revoke temporary on database postgres from public").update();
  }

  DatabaseAccess access() {
    var url = "jdbc:postgresql://127.0.0.1:" + postmaster.server().getPort() + "/postgres";
    return new DatabaseAccess(url, APPLICATION, "");
  }

  /** Returns connections as the owner of everything in it. */
  DataSource owner() {
    return postmaster.server().getPostgresDatabase();
  }

  @Override
  public void close() throws IOException {
    postmaster.close();
    lock.close();
  }
}
