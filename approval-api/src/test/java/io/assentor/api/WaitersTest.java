// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerTail;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitersTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile Runnable duringTheRead = () -> {};
  private volatile CountDownLatch read = new CountDownLatch(1);
  private final Waiters waiters = new Waiters(new Flaky(ledger), new FlakyTail(ledger), 2);

  @AfterEach
  void close() {
    waiters.close();
  }

  @Test
  void decisionElsewhere_wakesTheWaiterThroughTheTail() throws Exception {
    var entry = submitted();
    var waiting = await(entry, LONG);

    approve(entry); // nobody tells this process
    waiters.pass();

    assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void tailThatWasAway_missesNothing() throws Exception {
    var entry = submitted();
    var waiting = await(entry, LONG);
    approve(entry);
    away.set(true);
    assertThatThrownBy(waiters::pass).hasMessage("the database is away");
    away.set(false);

    waiters.pass();

    assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void startedWaiters_followTheLedgerByThemselves() throws Exception {
    try (var following = Waiters.start(new Flaky(ledger), new FlakyTail(ledger), 2)) {
      var entry = submitted();
      var waiting = await(following, entry, LONG);

      approve(entry);

      assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.APPROVED);
    }
  }

  @Test
  void wordThatComesWhileItReads_isNotLost() throws Exception {
    var entry = submitted();
    duringTheRead =
        () -> {
          approve(entry);
          waiters.moved(entry.id());
          long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
          while (System.nanoTime() < end) { // the database driver parks too, and eats every word
            LockSupport.parkNanos(end - System.nanoTime());
          }
        };
    var waiting = await(entry, LONG);

    assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void waitThatEnds_answersWithWhatIsKnown() throws Exception {
    var entry = submitted();

    assertThat(await(entry, Duration.ofMillis(50)).get(2, TimeUnit.MINUTES).status())
        .isEqualTo(Status.PENDING);
  }

  @Test
  void ledgerThatIsAway_endsNoWait() throws Exception {
    var entry = submitted();
    away.set(true);
    var waiting = await(entry, LONG);
    var short1 = await(entry, Duration.ofMillis(100));
    assertThat(short1.get(2, TimeUnit.MINUTES).status())
        .as("the last that was known")
        .isEqualTo(Status.PENDING);

    approve(entry);
    away.set(false);

    assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void shutdown_answersEveryone() throws Exception {
    var waiting = await(submitted(), LONG);

    waiters.close();

    assertThat(waiting.get(2, TimeUnit.MINUTES).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void places_areLimitedAndGivenBack() {
    assertThat(waiters.reserve()).isTrue();
    assertThat(waiters.reserve()).isTrue();
    assertThat(waiters.reserve()).isFalse();
    waiters.release();
    assertThat(waiters.reserve()).isTrue();
  }

  private CompletableFuture<ApprovalRecord> await(ApprovalRecord entry, Duration wait)
      throws Exception {
    return await(waiters, entry, wait);
  }

  private CompletableFuture<ApprovalRecord> await(
      Waiters waiters, ApprovalRecord entry, Duration wait) throws Exception {
    read = new CountDownLatch(1);
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              waiters.await(entry.id(), wait);
              return ledger.find(entry.id()).orElseThrow();
            },
            Executors.newVirtualThreadPerTaskExecutor());
    assertThat(read.await(2, TimeUnit.MINUTES)).as("it has read what there is").isTrue();
    return waiting;
  }

  private ApprovalRecord submitted() {
    var request = Fixtures.request("checkout");
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }

  private void approve(ApprovalRecord entry) {
    var view = entry.approval().request().view();
    var standing = Fixtures.standing("alice", "approver");
    ledger.execute(entry.id(), null, new Command.Decide(standing, Verdict.APPROVE, null, view));
  }

  private void answerOrFail() {
    if (away.get()) {
      read.countDown();
      throw new IllegalStateException("the database is away");
    }
  }

  /** A reader whose database can be away. */
  private final class Flaky implements LedgerReader {
    private final LedgerReader whole;

    Flaky(LedgerReader whole) {
      this.whole = whole;
    }

    @Override
    public Optional<ApprovalRecord> find(ApprovalId id) {
      throw new AssertionError("a waiter has no use for what is asked, which may be large");
    }

    @Override
    public Optional<State> state(ApprovalId id) {
      try {
        answerOrFail();
        var found = whole.state(id);
        duringTheRead.run();
        return found;
      } finally {
        duringTheRead = () -> {};
        read.countDown();
      }
    }

    @Override
    public AgentHistory history(String tenant, String agent, Duration within) {
      return whole.history(tenant, agent, within);
    }

    @Override
    public List<Delivery> deliveries(ApprovalId id) {
      return whole.deliveries(id);
    }

    @Override
    public Page search(Query query) {
      return whole.search(query);
    }

    @Override
    public List<Waiting> waiting(String tenant, Candidate by, int limit) {
      return whole.waiting(tenant, by, limit);
    }

    @Override
    public Optional<Rendering> rendering(ApprovalId id, String channel) {
      return ledger.rendering(id, channel);
    }

    @Override
    public Rendering shown(ApprovalRecord entry) {
      return whole.shown(entry);
    }

    @Override
    public Optional<Story> story(ApprovalId id) {
      return whole.story(id);
    }

    @Override
    public Optional<Verification> verify(ApprovalId id) {
      return whole.verify(id);
    }
  }

  /** A tail whose database can be away. */
  private final class FlakyTail implements LedgerTail {
    private final LedgerTail whole;

    FlakyTail(LedgerTail whole) {
      this.whole = whole;
    }

    @Override
    public Position end() {
      answerOrFail();
      return whole.end();
    }

    @Override
    public Moved after(Position position) {
      answerOrFail();
      return whole.after(position);
    }
  }
}
