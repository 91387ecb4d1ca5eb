// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.testkit.Fixtures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What a list shows of its requests is read at once, however long it is. */
class ShownListTest {

  private static final List<String> ALTERATIONS =
      List.of(
          "update assentor.rendering set body = '{}' where approval_id = ? and channel = 'api'",
          "delete from assentor.rendering where approval_id = ?");

  /** Outside of a transaction, each statement takes a connection. */
  private final AtomicInteger statements = new AtomicInteger();

  private final PostgresLedger ledger =
      new PostgresLedger(
          new DelegatingDataSource(PostgresForTests.application()) {
            @Override
            public Connection getConnection() throws SQLException {
              statements.incrementAndGet();
              return super.getConnection();
            }
          },
          PostgresForTests.KEYS,
          DamageReport.NONE);

  @Test
  void list_isReadInOneStatement() {
    var entries = Stream.generate(this::submitted).limit(20).toList();
    var each = entries.stream().map(ledger::shown).toList();
    statements.set(0);

    assertThat(entries.stream().map(ledger.shown(entries)).toList()).isEqualTo(each);
    assertThat(statements).hasValue(1);
  }

  @Test
  void damagedRendering_isRefusedAndTheOthersAreShown() {
    for (var alteration : ALTERATIONS) {
      var entries = List.of(submitted(), submitted(), submitted());
      var damaged = entries.get(1);
      assertThat(
              JdbcClient.create(PostgresForTests.owner())
                  .sql(alteration)
                  .param(damaged.id().uuid())
                  .update())
          .isEqualTo(1);
      var shown = ledger.shown(entries);

      assertThatThrownBy(() -> shown.apply(damaged)).isInstanceOf(DamagedRecordException.class);
      assertThat(shown.apply(entries.getFirst()).channel()).isEqualTo("api");
      assertThat(shown.apply(entries.getLast()).channel()).isEqualTo("api");
    }
  }

  private ApprovalRecord submitted() {
    var request = Fixtures.request("listed-" + UUID.randomUUID());
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }
}
