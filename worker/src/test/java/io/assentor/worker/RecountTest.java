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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A directory that changes, and may be corrected. */
class RecountTest {

  private static final Duration LONG = Duration.ofHours(1);

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
  private final ApprovalRecord entry = approvals.submit(Fixtures.request("checkout")).entry();

  @Test
  void requestWithoutPeople_isAnnouncedAndEndsOnlyWhenTheDirectoryIsSettled() {
    directory.set(withoutApprovers());
    try (var recount = new Recount(ledger, ledger, approvals, LONG)) {
      recount.begin();
      Wait.until("announced", () -> recount.lacking() == 1);
      assertThat(approvals.tend(now(), Set.of()).status())
          .as("whoever looks at it meanwhile ends it as little")
          .isEqualTo(Status.PENDING);

      settled.set(() -> true);
      recount.begin();
      Wait.until("it failed", () -> now().status() == Status.FAILED);
      Wait.until("nothing is to be corrected any more", () -> recount.lacking() == 0);
    }
  }

  @Test
  void correctedDirectory_undoesIt() {
    directory.set(withoutApprovers());
    try (var recount = new Recount(ledger, ledger, approvals, LONG)) {
      recount.begin();
      Wait.until("announced", () -> recount.lacking() == 1);

      directory.set(InMemoryDirectory.demo());
      recount.begin();
      Wait.until("corrected", () -> recount.lacking() == 0);
      settled.set(() -> true);
      recount.begin();
      assertThat(approvals.tend(now(), Set.of()).status()).isEqualTo(Status.PENDING);
    }
  }

  @Test
  void afterTheGrace_itCountsAgainByItself() {
    directory.set(withoutApprovers());
    var looks = new AtomicInteger();
    settled.set(() -> looks.incrementAndGet() > 1);
    try (var recount = new Recount(ledger, ledger, approvals, Duration.ofMillis(50))) {
      recount.begin();
      Wait.until("it failed", () -> now().status() == Status.FAILED);
    }
  }

  @Test
  void workerThatRestartsWithinTheGrace_announcesAgainAndWaitsForItsEnd() {
    directory.set(withoutApprovers());
    try (var recount = new Recount(ledger, ledger, approvals, LONG)) {
      recount.begin();
      Wait.until("announced", () -> recount.lacking() == 1);
    }
    var looks = new AtomicInteger();
    var seen = new CompletableFuture<Boolean>(); // holds up the second count
    settled.set(() -> looks.incrementAndGet() > 1 && seen.join());
    try (var restarted = new Recount(ledger, ledger, approvals, Duration.ofMillis(1))) {
      assertThat(restarted.lacking()).isZero();
      restarted.resume();
      Wait.until("announced again", () -> restarted.lacking() == 1);
      assertThat(now().status()).isEqualTo(Status.PENDING);
      seen.complete(true);
      Wait.until("it failed after the grace", () -> now().status() == Status.FAILED);
    }
  }

  @Test
  void workerThatRestartsAfterACorrection_endsNothing() {
    settled.set(() -> true);
    directory.set(withoutApprovers());
    directory.set(InMemoryDirectory.demo());
    try (var restarted = new Recount(ledger, ledger, approvals, Duration.ofMillis(1))) {
      restarted.resume();
      assertThat(approvals.tend(now(), Set.of()).status()).isEqualTo(Status.PENDING);
      assertThat(restarted.lacking()).isZero();
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

  private ApprovalRecord now() {
    return ledger.find(entry.id()).orElseThrow();
  }

  private static InMemoryDirectory withoutApprovers() {
    var changed = InMemoryDirectory.demo().version("directory-2");
    List.of("alice", "bob", "carol").forEach(changed::disable);
    return changed;
  }
}
