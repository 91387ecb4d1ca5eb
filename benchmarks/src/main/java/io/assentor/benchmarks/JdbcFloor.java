// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.assentor.core.approval.ApprovalId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The least that a durable approval costs in PostgreSQL: a row and an event, in a transaction of
 * two statements a command. No policy, no rule, no hash.
 */
final class JdbcFloor implements AutoCloseable {

  private static final byte[] BODY = new byte[600];

  static {
    new SecureRandom().nextBytes(BODY);
  }

  private final HikariDataSource pool = new HikariDataSource();

  JdbcFloor(String url, String user) throws SQLException {
    pool.setJdbcUrl(url);
    pool.setUsername(user);
    pool.setMaximumPoolSize(16);
    pool.setAutoCommit(false);
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists floor_approval
            (id uuid primary key, status text not null, version int not null, body bytea not null);
          create table if not exists floor_event
            (approval_id uuid, seq int, body bytea not null, primary key (approval_id, seq));
          """);
      connection.commit();
    }
  }

  UUID insert() throws SQLException {
    var id = ApprovalId.next("floor").uuid(); // as Assentor makes them, in the order of time
    try (var connection = pool.getConnection()) {
      try (var statement =
          connection.prepareStatement("insert into floor_approval values (?, 'pending', 1, ?)")) {
        statement.setObject(1, id);
        statement.setBytes(2, BODY);
        statement.executeUpdate();
      }
      event(connection, id, 1);
      connection.commit();
    }
    return id;
  }

  void update(UUID id, int version) throws SQLException {
    try (var connection = pool.getConnection()) {
      try (var statement =
          connection.prepareStatement(
              "update floor_approval set status = 'approved', version = ? where id = ? and version = ?")) {
        statement.setInt(1, version);
        statement.setObject(2, id);
        statement.setInt(3, version - 1);
        if (statement.executeUpdate() != 1) {
          throw new IllegalStateException(id + " is not at version " + (version - 1));
        }
      }
      event(connection, id, version);
      connection.commit();
    }
  }

  private static void event(Connection connection, UUID id, int seq) throws SQLException {
    try (var statement = connection.prepareStatement("insert into floor_event values (?, ?, ?)")) {
      statement.setObject(1, id);
      statement.setInt(2, seq);
      statement.setBytes(3, BODY);
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
