// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Approvals;
import io.assentor.core.Command;
import io.assentor.core.Delivery;
import io.assentor.core.Delivery.Purpose;
import io.assentor.core.Entry;
import io.assentor.core.Event;
import io.assentor.core.Judgement;
import io.assentor.core.Outcome;
import io.assentor.core.PolicyBook;
import io.assentor.core.TendingLedger.Claim;
import io.assentor.core.Verdict;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.RecordingChannel;
import io.assentor.testkit.Wait;
import io.assentor.workflows.Agenda;
import io.assentor.workflows.ApprovalRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private static final PolicyBook POLICY =
      (tenant, request) -> Judgement.of(Fixtures.requiring(Fixtures.ONE_APPROVER));

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InMemoryLedger ledger = new InMemoryLedger(() -> now);
  private final Approvals approvals =
      new Approvals(ledger, POLICY, InMemoryDirectory.demo(), id -> {});
  private final RecordingChannel channel = new RecordingChannel("alice", "bob");
  private final Notices notices = new Notices(List.of(channel), "https://assentor.example");
  private final LedgerActivities tending = new LedgerActivities(ledger, ledger, approvals, notices);
  private final List<Object> moved = new ArrayList<>();
  private final ChannelActivities sending =
      new ChannelActivities(ledger, ledger, notices, moved::add);
  private final Entry entry = approvals.submit(Fixtures.request("checkout")).entry();
  private final ApprovalRef ref = ApprovalRef.of(entry.id());

  @Test
  void pendingRequest_isAnnouncedToEveryRecipientUntilItsExpiry() {
    var agenda = tending.agenda(ref);

    assertThat(agenda.orders()).extracting(Agenda.Order::recipient).containsExactly("alice", "bob");
    assertThat(agenda.orders()).allMatch(order -> order.purpose().equals("ANNOUNCEMENT"));
    assertThat(agenda.nextIn()).isEqualTo(Duration.ofMinutes(30).toMillis() + 1);
  }

  @Test
  void whatHasAReceipt_isNotOrderedAgain() {
    sending.send(tending.agenda(ref).orders().getFirst());

    assertThat(tending.agenda(ref).orders())
        .extracting(Agenda.Order::recipient)
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
      assertThatThrownBy(() -> sending.send(order)).isInstanceOf(IllegalStateException.class);
    }

    sending.send(order);

    assertThat(channel.sent()).singleElement().satisfies(s -> assertThat(s.repeated()).isFalse());
  }

  @Test
  void claimOfADeadProcess_isRetriedOnceAndMarked() {
    var order = tending.agenda(ref).orders().getFirst();
    var key = new Delivery.Key(entry.id(), "recording", "alice", Purpose.ANNOUNCEMENT, 0, 0);
    assertThat(ledger.claim(key)).isEqualTo(Claim.GRANTED);
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
  void outcomeOfYesterday_isNoNews() {
    decide();
    now = now.plus(Duration.ofHours(25));

    assertThat(tending.agenda(ref).orders()).isEmpty();
  }

  @Test
  void reconciler_tellsTheCourierOfWhatNobodyTended() {
    Set<Object> told = ConcurrentHashMap.newKeySet();
    try (var reconciler = new Reconciler(ledger, told::add, Duration.ofMinutes(-1), 10)) {
      assertThat(reconciler).isNotNull();
      Wait.until("told", Duration.ofSeconds(10), () -> told.contains(entry.id()));
    }
  }

  private void decide() {
    var command =
        new Command.Decide(
            Fixtures.standing("alice", "approver"),
            Verdict.APPROVE,
            null,
            entry.approval().request().view());
    assertThat(ledger.execute(entry.id(), null, command)).isInstanceOf(Outcome.Done.class);
  }
}
