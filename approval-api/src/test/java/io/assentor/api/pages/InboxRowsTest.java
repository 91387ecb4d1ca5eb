// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader.Waiting;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InboxRowsTest {

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);
  private final AtomicLong nanoTime = new AtomicLong();
  private final InboxRows rows = new InboxRows(ledger, nanoTime::get);
  private final ApprovalRecord entry =
      ledger
          .submit(
              Fixtures.submit(
                  Fixtures.request("checkout"), Fixtures.requiring(Fixtures.ONE_APPROVER)))
          .entry();

  @Test
  void row_isReadOnceAnHour() {
    var first = row();
    nanoTime.addAndGet(InboxRows.KEPT.toNanos() - 1);
    assertThat(row()).isSameAs(first);

    nanoTime.addAndGet(1);
    assertThat(row()).isNotSameAs(first);
  }

  private InboxRow row() {
    var waiting = new Waiting(entry.id(), entry.approval().sequence(), Instant.MAX, Instant.now());
    return rows.of(waiting).orElseThrow();
  }
}
