// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.testkit.Fixtures;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the owner does once a day. */
class MaintenanceTest {

  private final PostgresLedger ledger = PostgresForTests.ledger();
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());
  private final JdbcClient application = JdbcClient.create(PostgresForTests.application());

  @Test
  void denialThatStillCounts_isNotForgotten() {
    var name = "swept-" + UUID.randomUUID();
    var first = submit(name);
    var command =
        new Command.Decide(
            Fixtures.standing("alice", "approver"), Verdict.DENY, "no", first.request().view());
    ledger.execute(first.id(), null, command);

    Maintenance.run(PostgresForTests.owner());

    assertThat(submit(name).closed()).isNotNull().matches(it -> it.status() == Status.DENIED);
  }

  @Test
  void whatHasServedItsTime_isForgotten() {
    owner
        .sql("insert into assentor.idempotency_key values ('t', 'i', 'g', ?, ?, 'h', 'epoch')")
        .params(UUID.randomUUID().toString(), UUID.randomUUID())
        .update();

    var done = Maintenance.run(PostgresForTests.owner());

    assertThat(done.get("idempotency_key")).isPositive();
    assertThat(
            owner
                .sql("select count(*) from assentor.idempotency_key where until < now()")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void runningRole_seesWhenItWasLastDone() {
    owner.sql("update assentor.maintenance set at = now() - interval '5 days'").update();
    assertThat(Maintenance.sinceLast(application)).isGreaterThan(Maintenance.WARN_AFTER);

    Maintenance.run(PostgresForTests.owner());

    assertThat(Maintenance.sinceLast(application)).isLessThan(Duration.ofHours(1));
  }

  private Approval submit(String name) {
    return ledger
        .submit(Fixtures.submit(Fixtures.request(name), Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry()
        .approval();
  }
}
