// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Approvals;
import io.assentor.core.Assessment;
import io.assentor.core.Door;
import io.assentor.core.Effect;
import io.assentor.core.Entry;
import io.assentor.core.Judgement;
import io.assentor.core.Ledger;
import io.assentor.core.NewRequest;
import io.assentor.core.Outcome;
import io.assentor.core.Party;
import io.assentor.core.Principal;
import io.assentor.core.Refusal;
import io.assentor.core.Requirement;
import io.assentor.core.Stage;
import io.assentor.core.Status;
import io.assentor.core.Use;
import io.assentor.core.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the one way in promises over any ledger, while policy and directory change. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class ApprovalsContract {

  private static final String ATTEMPT = "attempt-1";

  private final List<Object> told = new ArrayList<>();
  private Ledger ledger;
  private Assessment policy;
  private InMemoryDirectory directory;
  private Approvals approvals;
  private NewRequest request;

  /** The ledger to work on. */
  protected abstract Ledger ledger();

  @BeforeEach
  void open() {
    ledger = ledger();
    policy = Fixtures.requiring(Fixtures.ONE_APPROVER);
    directory = InMemoryDirectory.demo();
    approvals =
        new Approvals(ledger, (tenant, request) -> Judgement.of(policy), directory, told::add);
    request = Fixtures.request("deployment-" + UUID.randomUUID());
  }

  @Test
  void approvedCall_isReleasedOnceAndEveryStepIsTold() {
    var pending = submit();
    var approved = decide(pending, "alice");
    var released = approvals.consume(approved, Fixtures.GATEWAY, request.call(), ATTEMPT);

    assertThat(released)
        .isInstanceOfSatisfying(Outcome.Done.class, done -> assertThat(done.repeat()).isFalse());
    assertThat(told).containsExactly(pending.id(), pending.id(), pending.id());
    assertThat(refusal(approvals.consume(approved, Fixtures.GATEWAY, request.call(), "attempt-2")))
        .isEqualTo(new Refusal.AlreadyReleased());
  }

  @Test
  void deciderDisabledSince_endsTheApproval() {
    var approved = decide(submit(), "alice");
    directory.disable("alice");

    assertThat(refusal(consume(approved))).isEqualTo(new Refusal.Withdrawn());
    assertRevoked(approved, "alice, who approved it, is disabled now");
  }

  @Test
  void policyThatDeniesToday_endsTheApproval() {
    var approved = decide(submit(), "alice");
    policy = Fixtures.assessment(new Effect.Deny("frozen"));

    assertThat(refusal(consume(approved))).isEqualTo(new Refusal.Withdrawn());
    assertRevoked(approved, "today's policy denies it (rule-1): frozen");
  }

  @Test
  void approvalThatLandsBetweenLookAndLock_isRecheckedAllTheSame() {
    var pending = submit(); // what the door has read
    decide(pending, "alice");
    policy = Fixtures.assessment(new Effect.Deny("frozen"));

    assertThat(refusal(consume(pending))).isEqualTo(new Refusal.Withdrawn());
    assertRevoked(pending, "today's policy denies it (rule-1): frozen");
  }

  @Test
  void approvalThatLandsBetweenLookAndLock_isReleasedIfNothingSpeaksAgainstIt() {
    var pending = submit();
    decide(pending, "alice");

    assertThat(consume(pending)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void ownerByTodaysDirectory_mayNotDecide() {
    var pending = submit();
    directory.withAgent("deploy-bot", "alice");

    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.OwnRequest());
    assertThat(decided(pending, "bob")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void subjectAndOwner_mayNotDecide() {
    directory.withPerson("dana", "approver");
    assertThat(refusal(decided(submit(), "dana"))).isEqualTo(new Refusal.OwnRequest());

    request = Fixtures.withAgent(request, "deploy-bot");
    var subject = new Party("alice", null, request.subject().assurance());
    request =
        new NewRequest(
            request.gateway(),
            request.call(),
            subject,
            request.agent(),
            "another",
            request.context(),
            null,
            false,
            request.release(),
            null);
    assertThat(refusal(decided(submit(), "alice"))).isEqualTo(new Refusal.OwnRequest());
  }

  @Test
  void strangerAndDisabledPerson_areNotEligible() {
    var pending = submit();
    directory.disable("bob");

    for (var who : List.of("mallory", "bob")) {
      assertThat(refusal(decided(pending, who))).isInstanceOf(Refusal.NotEligible.class);
    }
    assertThat(ledger.story(pending.id()).orElseThrow().attempts()).hasSize(2);
  }

  @Test
  void requestThatNobodyCouldDecide_failsAtOnceAndSaysWhy() {
    request = Fixtures.withAgent(request, "stranger-bot");
    assertFailed(submit(), "stranger-bot");

    request = Fixtures.request("deployment-" + UUID.randomUUID());
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("owner", 1), new Stage("approver", 3)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10)));
    assertFailed(
        submit(), "too few people are left for stage 2 (the role approver, 3 more needed)");
  }

  @Test
  void attempts_areFiledAtALimitedRateAndAlwaysAnswered() {
    var pending = submit();

    for (int i = 0; i < 70; i++) {
      assertThat(refusal(decided(pending, "mallory"))).isInstanceOf(Refusal.NotEligible.class);
    }

    assertThat(ledger.story(pending.id()).orElseThrow().attempts()).hasSize(60);
  }

  private Entry submit() {
    return approvals.submit(request).entry();
  }

  private Outcome decided(Entry entry, String who) {
    var view = entry.approval().request().view();
    var by = new Principal(Fixtures.TENANT, Fixtures.ISSUER, who);
    return approvals.decide(entry, null, by, Door.API, Set.of(), Verdict.APPROVE, null, view);
  }

  private Entry decide(Entry entry, String who) {
    var outcome = decided(entry, who);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done) outcome).entry();
  }

  private Outcome consume(Entry entry) {
    return approvals.consume(entry, Fixtures.GATEWAY, request.call(), ATTEMPT);
  }

  private static Refusal refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Declined.class);
    return ((Outcome.Declined) outcome).refusal();
  }

  private void assertRevoked(Entry entry, String why) {
    var now = ledger.find(entry.id()).orElseThrow();
    assertThat(now.approval().use(now.asOf())).isEqualTo(Use.REVOKED);
    assertThat(now.approval().revoked())
        .satisfies(revoked -> assertThat(revoked.detail()).isEqualTo(why));
  }

  private static void assertFailed(Entry entry, String why) {
    assertThat(entry.status()).isEqualTo(Status.FAILED);
    assertThat(entry.approval().closed())
        .satisfies(closed -> assertThat(closed.detail()).contains(why));
  }
}
