// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.approval.Status;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Judgement;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A directory that changes, and may be corrected. */
class RecountTest {

  private static final Duration GRACE = Duration.ofHours(1);

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);
  private final AtomicReference<InMemoryDirectory> directory =
      new AtomicReference<>(InMemoryDirectory.demo());
  private final AtomicReference<BooleanSupplier> settled = new AtomicReference<>(() -> false);
  private final Approvals approvals =
      new Approvals(
          ledger,
          new Authority(
              ledger,
              new Rules() {
                @Override
                public InForce current() {
                  var now = directory.get();
                  return new InForce(
                      (tenant, request) -> Judgement.of(Fixtures.requiring(Fixtures.ONE_APPROVER)),
                      now,
                      Identities.listed(now));
                }

                @Override
                public boolean isSettled() {
                  return settled.get().getAsBoolean();
                }
              }),
          id -> {});
  private final AtomicLong nanoTime = new AtomicLong();
  private final ApprovalRecord entry = approvals.submit(Fixtures.request("checkout")).entry();

  @Test
  void requestWithoutPeople_isAnnouncedAndEndsOnlyWhenTheDirectoryIsSettled() {
    directory.set(withoutApprovers());
    var recount = recount();
    recount.begin();
    recount.pass();
    assertThat(recount.lacking()).isEqualTo(1);
    assertThat(approvals.tend(now(), Set.of()).status())
        .as("whoever looks at it meanwhile ends it as little")
        .isEqualTo(Status.PENDING);

    settled.set(() -> true);
    recount.begin();
    recount.pass();
    assertThat(now().status()).isEqualTo(Status.FAILED);
    assertThat(recount.lacking()).as("nothing is to be corrected any more").isZero();
  }

  @Test
  void correctedDirectory_undoesIt() {
    directory.set(withoutApprovers());
    var recount = recount();
    recount.begin();
    recount.pass();

    directory.set(InMemoryDirectory.demo());
    recount.begin();
    recount.pass();
    assertThat(recount.lacking()).isZero();
    settled.set(() -> true);
    recount.begin();
    recount.pass();
    assertThat(now().status()).isEqualTo(Status.PENDING);
  }

  @Test
  void afterTheGrace_itCountsAgainByItself() {
    directory.set(withoutApprovers());
    var recount = recount();
    recount.begin();
    recount.pass();
    settled.set(() -> true);
    nanoTime.addAndGet(GRACE.toNanos());
    recount.pass();
    assertThat(now().status()).as("not before the grace is over").isEqualTo(Status.PENDING);

    nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
    recount.pass();
    assertThat(now().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void countThatFails_isMadeAgainLater() {
    directory.set(withoutApprovers());
    settled.set(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    var recount = recount();
    recount.begin();
    recount.pass();
    settled.set(() -> true);
    recount.pass();
    assertThat(now().status()).as("not at once").isEqualTo(Status.PENDING);

    nanoTime.addAndGet(Recount.AGAIN.toNanos());
    recount.pass();
    assertThat(now().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void workerThatRestartsWithinTheGrace_announcesAgainAndWaitsForItsEnd() {
    directory.set(withoutApprovers());
    var before = recount();
    before.begin();
    before.pass();

    var restarted = recount();
    assertThat(restarted.lacking()).isZero();
    restarted.resume();
    restarted.pass();
    assertThat(restarted.lacking()).as("announced again").isEqualTo(1);
    assertThat(now().status()).isEqualTo(Status.PENDING);

    settled.set(() -> true);
    nanoTime.addAndGet(GRACE.plusMillis(1).toNanos());
    restarted.pass();
    assertThat(now().status()).as("after the grace").isEqualTo(Status.FAILED);
  }

  @Test
  void workerThatRestartsAfterACorrection_endsNothing() {
    settled.set(() -> true);
    directory.set(withoutApprovers());
    directory.set(InMemoryDirectory.demo());
    var restarted = recount();
    restarted.resume();
    restarted.pass();
    assertThat(now().status()).isEqualTo(Status.PENDING);
    assertThat(restarted.lacking()).isZero();
  }

  @Test
  void startedRecount_countsByItself() {
    directory.set(withoutApprovers());
    try (var recount = Recount.start(ledger, ledger, approvals, GRACE)) {
      recount.begin();
      Wait.until("announced", () -> recount.lacking() == 1);
    }
  }

  /** Who lacks people for another reason than a directory that changed waits for no correction. */
  @Test
  void requestThatLacksPeopleByItsOwnDirectory_endsAtOnce() {
    directory.set(withoutApprovers());
    assertThat(approvals.tend(now(), Set.of()).status()).isEqualTo(Status.PENDING);

    directory.set(withoutApprovers().version(entry.approval().request().directoryVersion()));
    assertThat(approvals.tend(now(), Set.of()).status()).isEqualTo(Status.FAILED);
  }

  private Recount recount() {
    return new Recount(ledger, ledger, approvals, GRACE, nanoTime::get);
  }

  private ApprovalRecord now() {
    return ledger.find(entry.id()).orElseThrow();
  }

  private static InMemoryDirectory withoutApprovers() {
    var changed = InMemoryDirectory.demo().version("directory-2");
    List.of("alice", "bob", "carol").forEach(changed::disable);
    return changed;
  }
}
