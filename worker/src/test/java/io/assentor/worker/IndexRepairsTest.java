// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.ApprovalId;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Every approval is looked at, and recent ones again soon, however many there are. */
class IndexRepairsTest {

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);
  private final IndexRepairs repairs = new IndexRepairs(ledger, Instant::now);

  @Test
  void everyApprovalThatWasMisled_isRepaired() {
    var ids = new ArrayList<ApprovalId>();
    for (int i = 0; i < 3 * IndexRepairs.PAGE; i++) {
      ids.add(submit("call-" + i));
    }
    ids.forEach(ledger::mislead);

    for (int pass = 0; pass < 4; pass++) {
      repairs.pass();
    }

    assertThat(ledger.misled()).isEmpty();
  }

  /** The walk through everything may take weeks; what waits now cannot. */
  @Test
  void recentApproval_isRepairedBeforeTheWalkComesRound() {
    for (int i = 0; i < 10 * IndexRepairs.PAGE; i++) {
      submit("call-" + i);
    }
    var now = new AtomicReference<>(Instant.now().plus(Duration.ofDays(30)));
    var later = new IndexRepairs(ledger, now::get);
    later.pass();
    var newest = submit("newest");
    ledger.mislead(newest);

    now.set(now.get().plus(IndexRepairs.ROUND));
    later.pass();

    assertThat(ledger.misled()).isEmpty();
  }

  /** Counted: each look reads and folds all events of the approvals it is about. */
  @Test
  void fewApprovals_areNotWalkedThroughEverySecond() {
    submit("alone");
    var now = new AtomicReference<>(Instant.now());
    var often = new IndexRepairs(ledger, now::get);
    for (int second = 0; second < 600; second++) {
      often.pass();
      now.set(now.get().plusSeconds(1));
    }

    assertThat(ledger.repairPages()).isEqualTo(2 * 10);
  }

  private ApprovalId submit(String name) {
    var assessment = Fixtures.requiring(Fixtures.ONE_APPROVER);
    return ledger.submit(Fixtures.submit(Fixtures.request(name), assessment)).entry().id();
  }
}
