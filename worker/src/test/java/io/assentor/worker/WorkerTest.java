// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.ledger.TendingLedger.Claim;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.work.MemoryBudget;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.RecordingChannel;
import io.assentor.workflows.ApprovalRef;
import io.assentor.workflows.DeliveryTask;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private Requirement policy = Fixtures.ONE_APPROVER;
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InMemoryDirectory directory = InMemoryDirectory.demo();
  private final InMemoryLedger ledger = new InMemoryLedger(() -> now);
  private final Approvals approvals =
      new Approvals(
          ledger,
          new Authority(
              ledger,
              Rules.of((tenant, request) -> Judgement.of(Fixtures.requiring(policy)), directory)),
          id -> {});
  private final RecordingChannel channel = new RecordingChannel("alice", "bob");
  private final Notices notices = new Notices(List.of(channel), "https://assentor.example");
  private final LedgerActivities tending =
      new LedgerActivities(
          ledger,
          ledger,
          approvals,
          notices,
          new MemoryBudget(Long.MAX_VALUE),
          Duration.ofMinutes(1));
  private final List<Object> moved = new ArrayList<>();
  private final ChannelActivities sending =
      new ChannelActivities(
          ledger,
          ledger,
          notices,
          moved::add,
          new MemoryBudget(Long.MAX_VALUE),
          Duration.ofMinutes(1));
  private final ApprovalRecord entry = approvals.submit(Fixtures.request("checkout")).entry();
  private final ApprovalRef ref = ApprovalRef.of(entry.id());

  @Test
  void pendingRequest_isAnnouncedToEveryRecipientUntilItsExpiry() {
    var agenda = tending.agenda(ref);

    assertThat(agenda.orders()).extracting(DeliveryTask::recipient).containsExactly("alice", "bob");
    assertThat(agenda.orders()).allMatch(order -> order.purpose().equals("ANNOUNCEMENT"));
    assertThat(agenda.nextIn()).isEqualTo(Duration.ofMinutes(30).toMillis() + 1);
  }

  @Test
  void whatHasAReceipt_isNotOrderedAgain() {
    sending.send(tending.agenda(ref).orders().getFirst());

    assertThat(tending.agenda(ref).orders())
        .extracting(DeliveryTask::recipient)
        .containsExactly("bob");
    assertThat(channel.sent())
        .singleElement()
        .satisfies(
            sent ->
                assertThat(sent.notice().link())
                    .isEqualTo("https://assentor.example/approvals/" + entry.id().uuid()));
  }

  @Test
  void orderSentTwice_reachesPeopleOnce() {
    var order = tending.agenda(ref).orders().getFirst();
    sending.send(order);
    sending.send(order);

    assertThat(channel.sent()).hasSize(1);
  }

  @Test
  void faultOfTheChannel_leavesTheClaimFreeForTheRetry() {
    var order = tending.agenda(ref).orders().getFirst();
    channel.failNext(3);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> sending.send(order)).isInstanceOf(ApplicationFailure.class);
    }

    sending.send(order);

    assertThat(channel.sent()).singleElement().satisfies(s -> assertThat(s.repeated()).isFalse());
    assertThat(row("alice").attempts()).isEqualTo(4);
  }

  @Test
  void channelThatIsDown_leavesItsErrorTheAttemptsAndTheTimeOfTheNext() {
    var order = tending.agenda(ref).orders().getFirst();
    channel.failNext(Integer.MAX_VALUE);
    var delays = new ArrayList<Duration>();
    for (int i = 0; i < 5; i++) {
      var failure = (ApplicationFailure) catchThrowable(() -> sending.send(order));
      assertThat(failure.getCategory())
          .as("Temporal logs no stack trace of it")
          .isEqualTo(ApplicationErrorCategory.BENIGN);
      delays.add(Objects.requireNonNull(failure.getNextRetryDelay()));
      assertThat(failure.isNonRetryable())
          .as("the approval's clock does not wait for long pauses")
          .isEqualTo(delays.getLast().toSeconds() > 5);
    }

    assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 5L, 60L, 60L);
    var row = row("alice");
    assertThat(row.status()).isEqualTo(Delivery.Status.RETRYING);
    assertThat(row.attempts()).isEqualTo(5);
    assertThat(row.people()).containsExactly("alice");
    assertThat(row.lastError())
        .isEqualTo(
            new Delivery.LastError("the remote service answers 500", now, now.plusSeconds(60)));
  }

  @Test
  void retryIntervalThatIsShorter_holdsForEveryAttemptAndWakesTheWorkflowInTime() {
    var interval = Duration.ofSeconds(2);
    var soon =
        new LedgerActivities(
            ledger, ledger, approvals, notices, new MemoryBudget(Long.MAX_VALUE), interval);
    var sends =
        new ChannelActivities(
            ledger, ledger, notices, moved::add, new MemoryBudget(Long.MAX_VALUE), interval);
    var agenda = soon.agenda(ref);
    assertThat(agenda.nextIn()).as("one of its tasks may fail").isEqualTo(2_001);
    channel.failNext(Integer.MAX_VALUE);
    var delays = new ArrayList<Duration>();
    for (int i = 0; i < 5; i++) {
      var failure =
          (ApplicationFailure) catchThrowable(() -> sends.send(agenda.orders().getFirst()));
      delays.add(Objects.requireNonNull(failure.getNextRetryDelay()));
    }

    assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 2L, 2L, 2L);
  }

  @Test
  void deliveryThatWaitsForItsNextTry_isNotOrderedBeforeAndWakesTheWorkflowThen() {
    var agenda = tending.agenda(ref);
    channel.failNext(Integer.MAX_VALUE);
    for (int i = 0; i < 4; i++) {
      var unused = catchThrowable(() -> sending.send(agenda.orders().getFirst()));
    }
    channel.failNext(0);
    sending.send(agenda.orders().getLast());

    assertThat(tending.agenda(ref).orders()).isEmpty();
    assertThat(tending.agenda(ref).nextIn()).isEqualTo(60_001);
    now = now.plusSeconds(60);
    assertThat(tending.agenda(ref).orders())
        .extracting(DeliveryTask::recipient)
        .containsExactly("alice");
    assertThat(tending.agenda(ref).nextIn()).isEqualTo(Duration.ofMinutes(29).toMillis() + 1);
  }

  @Test
  void faultOfOurOwn_isNotedByItsNameOnly() {
    channel.breakNext();
    var unused = catchThrowable(() -> sending.send(tending.agenda(ref).orders().getFirst()));

    assertThat(Objects.requireNonNull(row("alice").lastError()).message())
        .isEqualTo("internal error (IllegalStateException)");
  }

  private Delivery row(String recipient) {
    return ledger.deliveries(entry.id()).stream()
        .filter(it -> it.key().recipient().equals(recipient))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void claimOfADeadProcess_isRetriedOnceAndMarked() {
    var order = tending.agenda(ref).orders().getFirst();
    var key =
        new Delivery.Key(entry.id(), "recording", "alice", new Occasion(Purpose.ANNOUNCEMENT, 0));
    assertThat(ledger.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
    assertThatThrownBy(() -> sending.send(order)).hasMessageContaining("moments ago");

    now = now.plusSeconds(31);
    sending.send(order);

    assertThat(channel.sent()).singleElement().satisfies(s -> assertThat(s.repeated()).isTrue());
  }

  @Test
  void announcementThatComesLate_isNotSentForAClosedRequest() {
    var order = tending.agenda(ref).orders().getFirst();
    decide();

    sending.send(order);

    assertThat(channel.sent()).isEmpty();
    assertThat(tending.agenda(ref).orders()).allMatch(o -> o.purpose().equals("OUTCOME"));
  }

  @Test
  void pastItsExpiry_theAgendaRecordsItAndTellsTheOutcome() {
    now = now.plus(Duration.ofMinutes(30));

    var agenda = tending.agenda(ref);

    assertThat(ledger.find(entry.id()).orElseThrow().approval().closed())
        .isInstanceOf(Event.Expired.class);
    assertThat(agenda.orders()).hasSize(2).allMatch(o -> o.purpose().equals("OUTCOME"));
    assertThat(agenda.nextIn()).isNull();
  }

  @Test
  void approvedRequest_isWatchedUntilItLapses() {
    decide();
    assertThat(tending.agenda(ref).nextIn()).isEqualTo(Duration.ofMinutes(10).toMillis() + 1);

    now = now.plus(Duration.ofMinutes(10));
    assertThat(tending.agenda(ref).nextIn()).isNull();
  }

  @Test
  void stepsThatAreDue_areTakenAndToldOnce() {
    policy = escalating();
    var waiting = ApprovalRef.of(approvals.submit(Fixtures.request("slow")).entry().id());
    tending.agenda(waiting).orders().forEach(sending::send);
    assertThat(tending.agenda(waiting).nextIn()).isEqualTo(Duration.ofMinutes(5).toMillis() + 1);

    now = now.plus(Duration.ofMinutes(5));
    assertThat(tending.agenda(waiting).orders())
        .hasSize(2)
        .allMatch(o -> o.purpose().equals("REMINDER"));
    tending.agenda(waiting).orders().forEach(sending::send);
    assertThat(tending.agenda(waiting).orders()).isEmpty();

    now = now.plus(Duration.ofMinutes(10));
    assertThat(tending.agenda(waiting).orders())
        .hasSize(2)
        .allMatch(o -> o.purpose().equals("ESCALATION"));
    tending.agenda(waiting).orders().forEach(sending::send);
    assertThat(channel.sent())
        .extracting(sent -> sent.notice().occasion().purpose() + " to " + sent.recipient())
        .containsExactly(
            "ANNOUNCEMENT to alice",
            "ANNOUNCEMENT to bob",
            "REMINDER to alice",
            "REMINDER to bob",
            "ESCALATION to alice",
            "ESCALATION to bob");
  }

  @Test
  void peopleWhoCannotBeTold_leaveTheRequestToNobody() {
    policy = onlyAliceAndBob();
    var waiting = approvals.submit(Fixtures.request("unheard")).entry();
    var ref = ApprovalRef.of(waiting.id());
    channel.forget("alice");
    channel.forget("bob");

    tending.agenda(ref).orders().forEach(sending::send);
    assertThat(moved)
        .as("the workflow is told to look again")
        .containsOnly(waiting.id())
        .hasSize(2);
    var agenda = tending.agenda(ref);

    assertThat(ledger.find(waiting.id()).orElseThrow().approval().closed())
        .isInstanceOfSatisfying(
            Event.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.NOBODY_REACHABLE));
    assertThat(agenda.orders()).allMatch(order -> order.purpose().equals("OUTCOME"));
  }

  @Test
  void oneWhoCanBeTold_isEnoughToWaitFor() {
    policy = onlyAliceAndBob();
    var waiting = approvals.submit(Fixtures.request("half-heard")).entry();
    channel.forget("alice");

    tending.agenda(ApprovalRef.of(waiting.id())).orders().forEach(sending::send);
    tending.agenda(ApprovalRef.of(waiting.id()));

    assertThat(ledger.find(waiting.id()).orElseThrow().status()).isEqualTo(Status.PENDING);
    assertThat(ledger.deliveries(waiting.id()))
        .extracting(Delivery::failure)
        .containsExactly("the remote service knows no alice", null);
  }

  @Test
  void recount_endsWhatNobodyCanDecideAnyMore() {
    List.of("alice", "bob", "carol").forEach(directory::disable);
    var recount = new Recount(ledger, ledger, approvals, Duration.ZERO, System::nanoTime);
    recount.begin();
    recount.pass();
    assertThat(ledger.find(entry.id()).orElseThrow().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void recount_goesOnPastWhatItCannotLookAt() {
    var second = approvals.submit(Fixtures.request("second")).entry();
    List.of("alice", "bob", "carol").forEach(directory::disable);
    ledger.damage(entry.id(), "its call is missing");
    var recount = new Recount(ledger, ledger, approvals, Duration.ZERO, System::nanoTime);
    recount.begin();
    recount.pass();
    assertThat(ledger.find(second.id()).orElseThrow().status()).isEqualTo(Status.FAILED);
  }

  /** Its workflow rests instead of asking again and again. */
  @Test
  void damagedRecord_isLeftAloneForAnHour() {
    ledger.damage(entry.id(), "its call is missing");
    var damaged =
        new LedgerActivities(
            ledger,
            ledger,
            approvals,
            notices,
            new MemoryBudget(Long.MAX_VALUE),
            Duration.ofMinutes(1));

    var agenda = damaged.agenda(ref);

    assertThat(agenda.orders()).isEmpty();
    assertThat(agenda.nextIn()).isEqualTo(Duration.ofHours(1).toMillis());
    assertThat(damaged.tended(ref, agenda.sequence(), agenda.nextIn())).isTrue();
  }

  private static Requirement escalating() {
    var steps =
        List.<Step>of(
            new Step.Remind(Duration.ofMinutes(5)),
            new Step.Widen(Duration.ofMinutes(15), new Eligible.Role("owner")));
    return new Requirement(
        List.of(new Stage(new Eligible.Role("approver"), 1, steps)),
        Duration.ofMinutes(30),
        Duration.ofMinutes(10));
  }

  private static Requirement onlyAliceAndBob() {
    return new Requirement(
        List.of(new Stage(new Eligible.People(Set.of("alice", "bob")), 1)),
        Duration.ofMinutes(30),
        Duration.ofMinutes(10));
  }

  @Test
  void outcomeOfYesterday_isNoNews() {
    decide();
    now = now.plus(Duration.ofHours(25));

    assertThat(tending.agenda(ref).orders()).isEmpty();
  }

  private void decide() {
    var command =
        new Command.Decide(
            Fixtures.standing("alice", "approver"),
            Verdict.APPROVE,
            null,
            entry.approval().request().view());
    assertThat(ledger.execute(entry.id(), null, command)).isInstanceOf(CommandResult.Done.class);
  }
}
