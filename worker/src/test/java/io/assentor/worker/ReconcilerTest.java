// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The reconciler's passes, run by hand: its rate is a property of the passes, not of a machine. */
class ReconcilerTest {

  private static final int PER_PASS = 7;
  private static final int OVERDUE = 30;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InMemoryLedger ledger = new InMemoryLedger(() -> now);
  private final List<ApprovalId> signalled = new ArrayList<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private final Reconciler reconciler =
      new Reconciler(ledger, this::signal, GRACE, PER_PASS, () -> nanosSinceEpoch(now));

  @Test
  void pass_signalsTheMostOverdueAtItsRateAndEachOnce() {
    var overdue = submitOverdue();
    var perPass = new ArrayList<Integer>();

    while (signalled.size() < OVERDUE) {
      int before = signalled.size();
      reconciler.pass();
      perPass.add(signalled.size() - before);
      now = now.plusSeconds(1);
    }
    reconciler.pass();

    assertThat(perPass).containsExactly(PER_PASS, PER_PASS, PER_PASS, PER_PASS, 2);
    assertThat(signalled).containsExactlyElementsOf(overdue);
  }

  @Test
  void workflowThatDoesNotAct_isSignalledAgainOnceItHadItsTime() {
    var first = submitOverdue().getFirst();
    reconciler.pass();
    now = now.plus(Reconciler.PATIENCE);
    IntStream.range(0, OVERDUE).forEach(i -> reconciler.pass());
    assertThat(signalled).hasSize(OVERDUE).doesNotHaveDuplicates();

    now = now.plusSeconds(1);
    reconciler.pass();

    assertThat(signalled).hasSize(OVERDUE + PER_PASS);
    assertThat(signalled.get(OVERDUE)).isEqualTo(first);
  }

  @Test
  void tendedAndEarlyApprovals_areNotSignalled() {
    var tended = submit("tended");
    now = now.plus(GRACE).plusSeconds(1);
    ledger.tended(tended.id(), tended.approval().sequence(), Duration.ofHours(1));
    submit("early");

    reconciler.pass();

    assertThat(signalled).isEmpty();
  }

  @Test
  void passThatFails_losesNothing() {
    var overdue = submitOverdue();
    away.set(true);
    assertThatThrownBy(reconciler::pass).isInstanceOf(IllegalStateException.class);
    away.set(false);

    for (int i = 0; i < OVERDUE; i++) {
      reconciler.pass();
    }
    now = now.plus(Reconciler.PATIENCE).plusSeconds(1);
    reconciler.pass();

    assertThat(new HashSet<>(signalled)).containsExactlyInAnyOrderElementsOf(overdue);
  }

  private void signal(ApprovalId id) {
    if (away.get()) {
      throw new IllegalStateException("Temporal is away");
    }
    signalled.add(id);
  }

  /** Approvals that nobody tended, the most overdue first. */
  private List<ApprovalId> submitOverdue() {
    var ids = new ArrayList<ApprovalId>();
    for (int i = 0; i < OVERDUE; i++) {
      ids.add(submit("call-" + i).id());
      now = now.plusMillis(1);
    }
    now = now.plus(GRACE).plusSeconds(1);
    return ids;
  }

  private ApprovalRecord submit(String name) {
    var assessment = Fixtures.requiring(Fixtures.ONE_APPROVER);
    return ledger.submit(Fixtures.submit(Fixtures.request(name), assessment)).entry();
  }

  private static long nanosSinceEpoch(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toNanos();
  }
}
