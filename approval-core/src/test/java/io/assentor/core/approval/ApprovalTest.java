// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalTest {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Principal GATEWAY = new Principal("default", "issuer", "gateway");
  private static final Fingerprint CALL = new Fingerprint("right");

  @Test
  void quorum_isFilledByDistinctPeopleInOrderOfStages() {
    var pending = pending(new Stage("approver", 2), new Stage("owner", 1));

    assertThat(refusal(pending, decide("carol", Verdict.APPROVE, "owner")))
        .isEqualTo(new Refusal.NotEligible("this stage asks for the role approver", true));
    var one = accept(pending, decide("alice", Verdict.APPROVE, "approver", "owner"));
    assertThat(refusal(one, decide("alice", Verdict.APPROVE, "approver", "owner")))
        .isEqualTo(new Refusal.AlreadyDecided());
    var two = accept(one, decide("bob", Verdict.APPROVE, "approver", "owner"));
    assertThat(two.status(START)).isEqualTo(Status.PENDING);
    assertThat(refusal(two, decide("alice", Verdict.APPROVE, "owner")))
        .as("one human counts once across stages")
        .isEqualTo(new Refusal.AlreadyDecided());
    var three = accept(two, decide("carol", Verdict.APPROVE, "owner"));
    assertThat(three.status(START)).isEqualTo(Status.APPROVED);
    assertThat(three.validUntil()).isEqualTo(START.plus(Duration.ofMinutes(10)));
  }

  @Test
  void oneDenial_endsTheRequest() {
    var denied = accept(pending(new Stage("approver", 2)), decide("bob", Verdict.DENY, "approver"));

    assertThat(denied.status(START)).isEqualTo(Status.DENIED);
    assertThat(refusal(denied, decide("alice", Verdict.APPROVE, "approver")))
        .isEqualTo(new Refusal.Closed(Status.DENIED));
  }

  @Test
  void personOnTheRequestsSide_mayNotDecideWhateverTheRoles() {
    assertThat(refusal(pending(), decide("dana", Verdict.APPROVE, "approver")))
        .isEqualTo(new Refusal.OwnRequest());
  }

  @Test
  void anotherView_isStale() {
    var standing = standing("alice", "approver");
    var command = new Command.Decide(standing, Verdict.APPROVE, null, "another");

    assertThat(refusal(pending(), command)).isEqualTo(new Refusal.StaleView());
  }

  @Test
  void pastItsExpiry_nobodyCanDecideEvenIfTheTimerIsLate() {
    var late = START.plus(Duration.ofMinutes(30));
    var pending = pending();

    assertThat(pending.decide(decide("alice", Verdict.APPROVE, "approver"), late))
        .isEqualTo(new Ruling.Refused(new Refusal.Closed(Status.EXPIRED)));
    assertThat(pending.decide(new Command.Expire(GATEWAY), late.minusMillis(1)))
        .isEqualTo(new Ruling.Refused(new Refusal.NotDue()));
    assertThat(pending.decide(new Command.Expire(GATEWAY), late))
        .isInstanceOf(Ruling.Accepted.class);
  }

  @Test
  void consumption_isOfThisCallByThisGatewayOnceInTime() {
    var approved = approved();
    var end = START.plus(Duration.ofMinutes(10));

    var stranger = new Principal("default", "issuer", "gateway2");
    assertThat(refusal(approved, new Command.Consume(stranger, CALL, "a", 3)))
        .isInstanceOf(Refusal.NotAllowed.class);
    assertThat(refusal(approved, new Command.Consume(GATEWAY, new Fingerprint("wrong"), "a", 3)))
        .isEqualTo(new Refusal.DifferentCall());
    assertThat(refusal(pending(), consume("a"))).isEqualTo(new Refusal.Closed(Status.PENDING));
    assertThat(approved.decide(consume("a"), end))
        .isEqualTo(new Ruling.Refused(new Refusal.Lapsed()));

    var consumed = accept(approved, consume("a"));
    assertThat(consumed.decide(consume("a"), START.plusSeconds(59)))
        .as("the same attempt gets the same answer for 60 s")
        .isEqualTo(Ruling.Accepted.of());
    assertThat(consumed.decide(consume("a"), START.plusSeconds(60)))
        .isEqualTo(new Ruling.Refused(new Refusal.AlreadyReleased()));
    assertThat(refusal(consumed, consume("b"))).isEqualTo(new Refusal.AlreadyReleased());
  }

  @Test
  void revocation_isForDecidersAndAdminsAndBeforeUse() {
    var approved = approved();
    var bob = new Command.Revoke(GATEWAY, standing("bob").human(), false, null);
    var alice = new Command.Revoke(GATEWAY, standing("alice").human(), false, "changed my mind");
    var admin = new Command.Revoke(GATEWAY, null, true, null);

    assertThat(refusal(approved, bob)).isInstanceOf(Refusal.NotEligible.class);
    assertThat(refusal(pending(), admin)).isEqualTo(new Refusal.Closed(Status.PENDING));
    var revoked = accept(approved, alice);
    assertThat(revoked.use(START)).isEqualTo(Use.REVOKED);
    assertThat(refusal(revoked, consume("a"))).isEqualTo(new Refusal.Withdrawn());
    assertThat(refusal(accept(approved, consume("a")), admin))
        .isEqualTo(new Refusal.AlreadyReleased());
  }

  @Test
  void result_isReportedOnceAndOnlyAfterRelease() {
    var approved = approved();
    var succeeded = new Command.Report(GATEWAY, ExecutionResult.SUCCEEDED, "digest", null);
    var failed = new Command.Report(GATEWAY, ExecutionResult.FAILED, null, null);

    assertThat(refusal(approved, succeeded)).isEqualTo(new Refusal.Closed(Status.APPROVED));
    var reported = accept(accept(approved, consume("a")), succeeded);
    assertThat(reported.decide(succeeded, START)).isEqualTo(Ruling.Accepted.of());
    assertThat(refusal(reported, failed)).isEqualTo(new Refusal.KeyReused());
  }

  @Test
  void unknownResult_isSettledOnceAndNeverUnsettled() {
    var unknown = new Command.Report(GATEWAY, ExecutionResult.UNKNOWN, null, "timed out");
    var succeeded = new Command.Report(GATEWAY, ExecutionResult.SUCCEEDED, null, null);
    var failed = new Command.Report(GATEWAY, ExecutionResult.FAILED, null, null);
    var otherwiseUnknown = new Command.Report(GATEWAY, ExecutionResult.UNKNOWN, null, "lost");

    var reported = accept(accept(approved(), consume("a")), unknown);
    assertThat(reported.decide(unknown, START)).isEqualTo(Ruling.Accepted.of());
    assertThat(refusal(reported, otherwiseUnknown)).isEqualTo(new Refusal.KeyReused());

    var settled = accept(reported, succeeded);
    assertThat(settled.result()).extracting("result").isEqualTo(ExecutionResult.SUCCEEDED);
    assertThat(settled.decide(succeeded, START)).isEqualTo(Ruling.Accepted.of());
    assertThat(refusal(settled, failed)).isEqualTo(new Refusal.KeyReused());
    assertThat(refusal(settled, unknown)).isEqualTo(new Refusal.KeyReused());
    assertThat(refusal(accept(reported, failed), succeeded)).isEqualTo(new Refusal.KeyReused());
  }

  @Test
  void nextDeadline_isTheExpiryThenTheEndOfValidityThenNone() {
    assertThat(pending().nextDeadline()).contains(START.plus(Duration.ofMinutes(30)));
    assertThat(approved().nextDeadline()).contains(START.plus(Duration.ofMinutes(10)));
    assertThat(accept(approved(), consume("a")).nextDeadline()).isEmpty();
  }

  @Test
  void stepsOfTheOpenStage_areTakenOnceWhenTheyAreDue() {
    var waiting = pending(ESCALATING);
    assertThat(waiting.nextDeadline()).contains(START.plusSeconds(300));
    assertThat(waiting.decide(ESCALATE, START.plusSeconds(299)))
        .isEqualTo(new Ruling.Refused(new Refusal.NotDue()));

    var late = START.plusSeconds(900);
    var ruling = waiting.decide(ESCALATE, late);
    assertThat(ruling)
        .isEqualTo(
            Ruling.Accepted.of(
                new Event.Reminded(late, 0, 0), new Event.Escalated(late, 0, 1, null)));
    var escalated = apply(waiting, ruling);
    assertThat(escalated.decide(ESCALATE, late))
        .isEqualTo(new Ruling.Refused(new Refusal.NotDue()));
    assertThat(escalated.nextDeadline()).contains(START.plus(Duration.ofMinutes(30)));
  }

  @Test
  void stepsAreCounted_fromTheOpeningOfTheirStage() {
    var first = new Stage("owner", 1);
    var waiting = pending(first, ESCALATING);
    var opened = apply(waiting, decideAt(waiting, START.plusSeconds(600), "owner"));

    assertThat(opened.nextDeadline()).contains(START.plusSeconds(900));
  }

  @Test
  void whomAStageIsWidenedTo_mayDecideInItFromThenOn() {
    var waiting = pending(ESCALATING);
    var lead = decide("lee", Verdict.APPROVE, "lead");
    assertThat(refusal(waiting, lead)).isInstanceOf(Refusal.NotEligible.class);

    var escalated = apply(waiting, waiting.decide(ESCALATE, START.plusSeconds(900)));
    assertThat(accept(escalated, lead).closed()).isInstanceOf(Event.Approved.class);
  }

  @Test
  void groupsAndNamedPeople_areEligibleAsSuch() {
    var waiting =
        pending(
            new Stage(new Eligible.Group("sre"), 1),
            new Stage(new Eligible.People(Set.of("carol")), 1));
    assertThat(refusal(waiting, decide("carol", Verdict.APPROVE, "sre")))
        .as("a role of that name is no group")
        .isInstanceOf(Refusal.NotEligible.class);
    var inGroup =
        new Standing(
            new Principal("default", "issuer", "bob"), "bob", Set.of(), Set.of("sre"), Door.API);
    var next = accept(waiting, new Command.Decide(inGroup, Verdict.APPROVE, null, "view"));
    assertThat(refusal(next, decide("alice", Verdict.APPROVE, "approver")))
        .isInstanceOf(Refusal.NotEligible.class);
    assertThat(accept(next, decide("carol", Verdict.APPROVE)).closed())
        .isInstanceOf(Event.Approved.class);
  }

  @Test
  void denialBelowTheirNumber_leavesTheRequestOpen() {
    var waiting = pending(requirement(2, Doors.of(Door.API), Requirement.Unreachable.FAIL));
    var once = accept(waiting, decide("alice", Verdict.DENY, "approver"));
    assertThat(once.closed()).isNull();
    assertThat(refusal(once, decide("alice", Verdict.APPROVE, "approver")))
        .isEqualTo(new Refusal.AlreadyDecided());
    assertThat(accept(once, decide("bob", Verdict.DENY, "approver")).closed())
        .isInstanceOf(Event.Denied.class);
  }

  @Test
  void withheldTextAskedForOverAndOver_isRecordedOncePerPersonAndDoor() {
    var approval = pending();
    for (int minute = 0; minute < 29; minute++) {
      for (var door : List.of(Door.API, Door.PAGE)) {
        var ruling =
            approval.decide(disclose("alice", door), START.plus(Duration.ofMinutes(minute)));
        approval = apply(approval, ruling);
      }
    }

    assertThat(approval.disclosures())
        .extracting(it -> it.standing().door())
        .containsExactly(Door.API, Door.PAGE);
  }

  @Test
  void placesOfWhatIsWithheld_areRecordedOnceHoweverManyPeopleAsk() {
    var approval = pending();
    for (int i = 0; i < 300; i++) {
      approval = accept(approval, disclose("person" + i, Door.API));
    }

    assertThat(approval.disclosures())
        .as("everyone who was shown it")
        .hasSize(300)
        .allMatch(it -> it.view().equals("whole"));
    assertThat(approval.disclosures().stream().flatMap(it -> it.withheld().stream())).hasSize(100);
    assertThat(approval.disclosures().getFirst().withheld()).hasSize(100);
  }

  private static Command disclose(String person, Door door) {
    var principal = new Principal("default", "issuer", person);
    var standing = new Standing(principal, person, Set.of("approver"), Set.of(), door);
    var places = Collections.nCopies(100, "/" + "n".repeat(1_000));
    return new Command.Disclose(standing, Side.of(), places, "whole");
  }

  @Test
  void decisionThroughAnotherDoor_isRefused() {
    var waiting =
        pending(requirement(1, Doors.of(Door.PAGE_STEP_UP), Requirement.Unreachable.FAIL));

    assertThat(refusal(waiting, decide("alice", Verdict.APPROVE, "approver")))
        .isEqualTo(new Refusal.NotEligible("this request is decided by page+step-up, not by api"));
  }

  @Test
  void requestThatTooFewCanDecide_isWidenedAtOnceOrFails() {
    var failing = pending(requirement(1, Doors.of(Door.API), Requirement.Unreachable.FAIL));
    assertThat(failing.decide(giveUp(1), START))
        .isEqualTo(
            Ruling.Accepted.of(new Event.Failed(START, Reason.NO_ELIGIBLE_APPROVER, "nobody")));
    assertThat(failing.decide(giveUp(7), START))
        .as("people were counted at another state")
        .isEqualTo(new Ruling.Refused(new Refusal.Moved()));

    var escalating = pending(requirement(1, Doors.of(Door.API), Requirement.Unreachable.ESCALATE));
    var widened = escalating.decide(giveUp(1), START);
    assertThat(widened).isEqualTo(Ruling.Accepted.of(new Event.Escalated(START, 0, 1, "nobody")));
    assertThat(apply(escalating, widened).decide(giveUp(2), START))
        .isEqualTo(
            Ruling.Accepted.of(new Event.Failed(START, Reason.NO_ELIGIBLE_APPROVER, "nobody")));
  }

  private static final Stage ESCALATING =
      new Stage(
          new Eligible.Role("approver"),
          1,
          List.of(
              new Step.Widen(Duration.ofMinutes(15), new Eligible.Role("lead")),
              new Step.Remind(Duration.ofMinutes(5))));

  private static final Command ESCALATE = new Command.Escalate(GATEWAY);

  private static Command giveUp(int countedAt) {
    return new Command.GiveUp(GATEWAY, 0, Reason.NO_ELIGIBLE_APPROVER, "nobody", countedAt);
  }

  private static Requirement requirement(
      int denials, Doors doors, Requirement.Unreachable unreachable) {
    return new Requirement(
        List.of(ESCALATING),
        Duration.ofMinutes(30),
        Duration.ofMinutes(10),
        doors,
        denials,
        unreachable,
        List.of());
  }

  private static Ruling decideAt(Approval approval, Instant at, String role) {
    return approval.decide(decide("olga", Verdict.APPROVE, role), at);
  }

  private static Approval apply(Approval approval, Ruling ruling) {
    assertThat(ruling).isInstanceOf(Ruling.Accepted.class);
    var after = approval;
    for (var event : ((Ruling.Accepted) ruling).events()) {
      after = after.apply(event);
    }
    return after;
  }

  private static Approval approved() {
    return accept(pending(), decide("alice", Verdict.APPROVE, "approver"));
  }

  private static Approval pending() {
    return pending(new Stage("approver", 1));
  }

  private static Approval pending(Stage... stages) {
    return pending(
        new Requirement(List.of(stages), Duration.ofMinutes(30), Duration.ofMinutes(10)));
  }

  private static Approval pending(Requirement requirement) {
    var submitted =
        new Event.Submitted(
            START,
            GATEWAY,
            "kubernetes",
            "kubectl_delete",
            null,
            CALL,
            "context",
            null,
            new Party("dana", null, Assurance.CLAIMED),
            new Party("bot", null, Assurance.CLAIMED),
            "session",
            Release.CONSUME,
            new Assessment("p", "r", Tier.HIGH, List.of(), new Effect.Require(requirement)),
            "d",
            Side.of("dana"),
            "view",
            START.plus(requirement.expireAfter()));
    return Approval.fold(ApprovalId.next("default"), List.of(submitted));
  }

  private static Command consume(String attempt) {
    return new Command.Consume(GATEWAY, CALL, attempt, 3);
  }

  private static Command decide(String person, Verdict verdict, String... roles) {
    return new Command.Decide(standing(person, roles), verdict, null, "view");
  }

  private static Standing standing(String person, String... roles) {
    var principal = new Principal("default", "issuer", person);
    return new Standing(principal, person, Set.of(roles), Set.of(), Door.API);
  }

  private static Approval accept(Approval approval, Command command) {
    var ruling = approval.decide(command, START);
    assertThat(ruling).isInstanceOf(Ruling.Accepted.class);
    for (var event : ((Ruling.Accepted) ruling).events()) {
      approval = approval.apply(event);
    }
    return approval;
  }

  private static Refusal refusal(Approval approval, Command command) {
    var ruling = approval.decide(command, START);
    assertThat(ruling).isInstanceOf(Ruling.Refused.class);
    return ((Ruling.Refused) ruling).refusal();
  }
}
