// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.Refusals;
import io.assentor.core.Role;
import io.assentor.core.Rules;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Assurance;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.ToolCall;
import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.PolicyBook;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Requirement.Recheck;
import io.assentor.core.policy.Requirement.Unreachable;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the one way in promises over any ledger, while policy and directory change. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class ApprovalsContract {

  private static final String ATTEMPT = "attempt-1";

  private final List<Object> told = new ArrayList<>();
  private Ledger ledger;
  private Assessment policy;
  private CallContent.@Nullable Shown redacted;
  private Budgets budgets = Budgets.NONE;
  private InMemoryDirectory directory;
  private AccountLinks links;
  private Authority authority;
  private Approvals approvals;
  private NewRequest request;

  /** The ledger to work on. */
  protected abstract Ledger ledger();

  @BeforeEach
  void open() {
    ledger = ledger();
    policy = Fixtures.requiring(Fixtures.ONE_APPROVER);
    redacted = null;
    budgets = Budgets.NONE;
    directory = InMemoryDirectory.demo();
    links = new InMemoryAccountLinks(Instant::now);
    PolicyBook book = (tenant, request) -> new Judgement(policy, redacted, budgets);
    authority =
        new Authority(
            ledger,
            Rules.of(
                book,
                directory,
                Identities.linked(directory, links, List.of(Fixtures.SLACK.accounts()))));
    approvals = new Approvals(ledger, authority, told::add);
    request = Fixtures.request("deployment-" + UUID.randomUUID());
  }

  @Test
  void approvedCall_isReleasedOnceAndEveryStepIsTold() {
    var pending = submit();
    var approved = decide(pending, "alice");
    var released = consume(approved);

    assertThat(released)
        .isInstanceOfSatisfying(
            CommandResult.Done.class, done -> assertThat(done.repeat()).isFalse());
    assertThat(told).containsExactly(pending.id(), pending.id(), pending.id());
    assertThat(refusal(consume(approved, "attempt-2"))).isEqualTo(new Refusal.AlreadyReleased());
  }

  /** The next directory comes into force while policy judges. */
  @Test
  void directoryReloadedWhilePolicyJudges_isNotMixedWithTheOneBefore() {
    var before = InMemoryDirectory.demo();
    var after = InMemoryDirectory.demo().withAgent("deploy-bot", "alice").version("directory-2");
    var inForce = new AtomicReference<Directory>(before);
    PolicyBook reloading =
        (tenant, call) -> {
          inForce.set(after);
          return Judgement.of(policy);
        };
    var reloaded =
        new Approvals(
            ledger,
            new Authority(ledger, () -> Rules.of(reloading, inForce.get()).current()),
            moved -> {});

    var first = reloaded.submit(request).entry().approval().request();
    var second =
        reloaded
            .submit(Fixtures.request("another-" + UUID.randomUUID()))
            .entry()
            .approval()
            .request();

    assertThat(first.directoryVersion()).isEqualTo("directory-1");
    assertThat(first.barred()).containsExactly("dana");
    assertThat(second.directoryVersion()).isEqualTo("directory-2");
    assertThat(second.barred()).containsExactlyInAnyOrder("dana", "alice");
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
    var pending = submit();
    var seen = toConsume(pending);
    decide(pending, "alice");
    policy = Fixtures.assessment(new Effect.Deny("frozen"));

    assertThat(refusal(approvals.consume(seen, request.call(), ATTEMPT)))
        .isEqualTo(new Refusal.Withdrawn());
    assertRevoked(pending, "today's policy denies it (rule-1): frozen");
  }

  @Test
  void approvalThatLandsBetweenLookAndLock_isReleasedIfNothingSpeaksAgainstIt() {
    var pending = submit();
    var seen = toConsume(pending);
    decide(pending, "alice");

    assertThat(approvals.consume(seen, request.call(), ATTEMPT))
        .isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void ownerByTodaysDirectory_mayNotDecide() {
    var pending = submit();
    directory.withAgent("deploy-bot", "alice");

    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.OwnRequest());
    assertThat(decided(pending, "bob")).isInstanceOf(CommandResult.Done.class);
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
  void requestThatTooFewCouldDecide_isWidenedAtOnceIfItMayBe() {
    directory.withMember("lee", "on-call");
    policy = Fixtures.requiring(escalating(4, Unreachable.ESCALATE));

    var entry = submit();

    assertThat(entry.status()).isEqualTo(Status.PENDING);
    assertThat(entry.approval().steps()).containsExactly(new Approval.Taken(0, 1));
    assertThat(decided(entry, "lee")).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void nonHumanSubject_isKnownAndItsOwnerIsBarred() {
    directory.withNonHuman("nightly", "alice");
    request =
        new NewRequest(
            request.gateway(),
            request.call(),
            new Party("nightly", null, request.subject().assurance()),
            request.agent(),
            "nightly",
            request.context(),
            null,
            false,
            request.release(),
            null);
    var pending = submit();

    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.OwnRequest());
  }

  @Test
  void lastPersonDisabled_endsTheRequestWhenItIsTended() {
    policy = Fixtures.requiring(escalating(1, Unreachable.FAIL));
    var pending = submit();
    assertThat(approvals.tend(pending, Set.of()).status()).isEqualTo(Status.PENDING);

    List.of("alice", "bob", "carol").forEach(directory::disable);

    assertFailed(approvals.tend(pending, Set.of()), "too few people are left for stage 1");
    assertThat(told).as("who waits hears of it").hasSize(2).containsOnly(pending.id());
  }

  @Test
  void nobodyThatCanBeTold_endsTheRequestAsSuch() {
    policy = Fixtures.requiring(escalating(1, Unreachable.FAIL));
    var pending = submit();
    assertThat(approvals.tend(pending, Set.of("alice", "bob")).status()).isEqualTo(Status.PENDING);

    var failed = approvals.tend(pending, Set.of("alice", "bob", "carol"));

    assertThat(failed.approval().closed())
        .satisfies(closed -> assertThat(closed.reason()).isEqualTo(Reason.NOBODY_REACHABLE));
  }

  @Test
  void denialThatLeavesTooFew_endsTheRequestAtOnce() {
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("approver", 3)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10),
                Doors.any(),
                2,
                Unreachable.FAIL,
                List.of()));
    var pending = submit();
    var outcome = decided(pending, "alice", Verdict.DENY);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            CommandResult.Done.class, done -> assertFailed(done.entry(), "3 more needed"));
  }

  @Test
  void budgetOfTheAgent_endsInADenialThatSaysSoAndFoldsWhatIsTheSame() {
    budgets = new Budgets(new Budgets.Budget(2, Duration.ofMinutes(1)), null);
    var first = submit();
    request = Fixtures.request("another-" + UUID.randomUUID());
    assertThat(submit().status()).isEqualTo(Status.PENDING);

    request = Fixtures.request("a-third-" + UUID.randomUUID());
    var flooded = submit();
    assertThat(flooded.approval().closed())
        .satisfies(
            closed -> {
              assertThat(closed.reason()).isEqualTo(Reason.APPROVER_FLOOD);
              assertThat(closed.detail()).contains("deploy-bot", "2 times in 60 s");
            });

    request = Fixtures.fresh(Fixtures.withCall(Fixtures.request("any"), first.content().call()));
    assertThat(submit().id())
        .as("one card for the same call, even in mode new")
        .isEqualTo(first.id());
    request = Fixtures.withAgent(Fixtures.request("b-" + UUID.randomUUID()), "other-bot");
    directory.withAgent("other-bot", "dana");
    assertThat(submit().status()).as("another agent has its own").isEqualTo(Status.PENDING);
  }

  @Test
  void budgetOfApprovers_endsInADenialWhenTooFewAreLeftToAsk() {
    budgets = new Budgets(null, new Budgets.Budget(1, Duration.ofMinutes(1)));
    assertThat(submit().status()).isEqualTo(Status.PENDING);
    request = Fixtures.request("another-" + UUID.randomUUID());

    assertThat(submit().approval().closed())
        .satisfies(closed -> assertThat(closed.reason()).isEqualTo(Reason.APPROVER_FLOOD));
  }

  /** Whoever lacks a role must hear where to look for it, whatever entry point they came by. */
  @Test
  void refusalsForWantOfARole_sayWhereTheIssuerLeftRolesOut() {
    var note = "The issuer left roles out of the token";
    var pending = submit();
    var roleless = authority.actor(principal("alice"), Set.of(), Set.of(), note);
    for (var action : Authority.Action.values()) {
      var refused = (Authority.Refused) authority.admit(roleless, pending.id(), action);
      assertThat(Refusals.detail(refused.why()))
          .startsWith("Not allowed: your roles do not let you ")
          .endsWith(". " + note + ".");
    }
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("sre", 1)), Duration.ofMinutes(30), Duration.ofMinutes(10)));
    directory.withClaimableRole("sre");
    request = Fixtures.request("another-" + UUID.randomUUID());
    var ofSre = submit();
    var alice = authority.actor(principal("alice"), Set.of(Role.APPROVER), Set.of(), note);
    assertThat(refusal(decided(ofSre, alice, Verdict.APPROVE)))
        .isInstanceOfSatisfying(
            Refusal.NotEligible.class,
            it -> assertThat(Refusals.detail(it)).endsWith(". " + note + "."));
    assertThat(authority.eligibility(ofSre, alice))
        .isInstanceOfSatisfying(
            Eligibility.MayNot.class,
            it -> assertThat(Refusals.detail(it.why())).endsWith(". " + note + "."));
    var bob = authority.actor(principal("bob"), Set.of(Role.APPROVER), Set.of(), note);
    assertThat(refusal(revoked(pending, bob)))
        .isInstanceOfSatisfying(
            Refusal.NotEligible.class,
            it -> assertThat(Refusals.detail(it)).endsWith(". " + note + "."));
  }

  /** A refusal that no role would have changed must not send people to look for roles. */
  @Test
  void refusalsForAnotherReason_sayNothingOfRolesLeftOut() {
    var note = "The issuer left roles out of the token";
    var other = new Principal("acme", "https://issuer.example", "another-gateway");
    var gateway = authority.actor(other, Set.of(Role.GATEWAY), Set.of(), note);
    var pending = submit();
    for (var action : List.of(Action.READ, Action.CANCEL, Action.CONSUME, Action.RESULT)) {
      assertThat(((Authority.Refused) authority.admit(gateway, pending.id(), action)).why())
          .as(action.name())
          .isEqualTo(new Refusal.NotAllowed("another gateway submitted this call"));
    }
    var stranger = authority.actor(principal("mallory"), Set.of(Role.APPROVER), Set.of(), note);
    assertThat(refusal(decided(pending, stranger, Verdict.APPROVE)))
        .isEqualTo(new Refusal.NotEligible("the directory does not know you"));
    var alice = authority.actor(principal("alice"), Set.of(Role.APPROVER), Set.of(), note);
    policy = Fixtures.requiring(through(Door.PAGE_STEP_UP));
    request = Fixtures.request("another-" + UUID.randomUUID());
    assertThat(refusal(decided(submit(), alice, Verdict.APPROVE)))
        .isInstanceOfSatisfying(
            Refusal.NotEligible.class, it -> assertThat(it.detail()).doesNotContain(note));
  }

  @Test
  void roleOfTheToken_countsIfTheDirectorySaysSo() {
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("sre", 1)), Duration.ofMinutes(30), Duration.ofMinutes(10)));
    assertFailed(submit(), "the role sre");

    directory.withClaimableRole("sre");
    request = Fixtures.request("another-" + UUID.randomUUID());
    var pending = submit();
    assertThat(pending.status()).as("nobody can list who holds it").isEqualTo(Status.PENDING);
    assertThat(refusal(decided(pending, "alice"))).isInstanceOf(Refusal.NotEligible.class);
    var bob = authority.actor(principal("bob"), Set.of(Role.APPROVER), Set.of("sre", "owner"));
    assertThat(decided(pending, bob, Verdict.APPROVE))
        .isInstanceOfSatisfying(
            CommandResult.Done.class,
            done ->
                assertThat(done.entry().approval().decisions().getFirst().standing().roles())
                    .as("and no other role of the token")
                    .containsExactlyInAnyOrder("approver", "sre"));
  }

  /** alice is the only one listed for either stage; who has sre in a token may fill the first. */
  @Test
  void stageThatTokensMayFill_isNoFlood() {
    directory.withClaimableRole("sre").withPerson("alice", "sre", "lead");
    budgets = new Budgets(new Budgets.Budget(9, Duration.ofMinutes(1)), null);
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("sre", 1), new Stage("lead", 1)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10)));

    assertThat(submit().status()).isEqualTo(Status.PENDING);
  }

  @Test
  void redactedCall_isKeptApartFromWhatRuns() {
    var shown =
        new CallContent.Shown(Json.object().put("name", "[redacted]").build(), CallContext.NONE);
    redacted = shown;
    var entry = ledger.find(submit().id()).orElseThrow();

    assertThat(entry.content().shown()).isEqualTo(shown);
    assertThat(entry.content().call()).isEqualTo(request.call());
    assertThat(entry.isIntact()).isTrue();
    assertThat(ledger.story(entry.id()).orElseThrow().renderings())
        .singleElement()
        .satisfies(
            rendering ->
                assertThat(rendering.body().get("arguments")).isEqualTo(shown.arguments()));
    var forged = new CallContent.Shown(Json.Obj.EMPTY, CallContext.NONE);
    var content = entry.content();
    assertThat(
            new ApprovalRecord(
                    entry.approval(),
                    new CallContent(content.salt(), content.call(), content.context(), forged),
                    0,
                    entry.asOf())
                .isIntact())
        .isFalse();
  }

  /** A mark may be longer than what it stands for; once written, it must be read again. */
  @Test
  void redactedWords_mayBeLongerThanWhatWasSaid() {
    var words = "[redacted] ".repeat(2_000);
    redacted =
        new CallContent.Shown(
            request.call().arguments(), new CallContext(words, null, List.of(), words));
    var pending = submit();

    assertThat(ledger.find(pending.id()).orElseThrow().content().shown()).isEqualTo(redacted);
    assertThat(decided(pending, "alice")).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void lastPersonWhoBecameTheAgentsOwner_endsTheRequestWhenItIsTended() {
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage(new Eligible.People(Set.of("bob")), 1)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10)));
    var pending = submit();
    directory.withAgent("deploy-bot", "bob");

    assertFailed(approvals.tend(pending, Set.of()), "too few people are left");
  }

  @Test
  void personMissingInOneStage_isFreedByWideningAnother() {
    directory.withMember("olga", "on-call").withPerson("lee", "lead", "boss");
    var widening =
        List.<Step>of(new Step.Widen(Duration.ofMinutes(5), new Eligible.Group("on-call")));
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(
                    new Stage(new Eligible.Role("lead"), 1, widening),
                    new Stage(new Eligible.Role("boss"), 1)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10),
                Doors.any(),
                1,
                Unreachable.ESCALATE,
                List.of()));

    var pending = submit();

    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(decided(pending, "olga")).isInstanceOf(CommandResult.Done.class);
  }

  private static Requirement escalating(int needed, Unreachable unreachable) {
    var steps =
        List.<Step>of(
            new Step.Remind(Duration.ofMinutes(5)),
            new Step.Widen(Duration.ofMinutes(10), new Eligible.Group("on-call")));
    return new Requirement(
        List.of(new Stage(new Eligible.Role("approver"), needed, steps)),
        Duration.ofMinutes(30),
        Duration.ofMinutes(10),
        Doors.any(),
        1,
        unreachable,
        List.of());
  }

  @Test
  void renamedPerson_countsOnce() {
    policy = Fixtures.requiring(quorum(2));
    var pending = decide(submit(), "alice");
    directory.rename("alice", "asmith");

    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.AlreadyDecided());
    assertThat(refusal(decided(pending, "alice", Verdict.DENY)))
        .isEqualTo(new Refusal.AlreadyDecided());
    assertThat(decide(pending, "bob").status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void personWhoseOldEntryStaysWithoutIdentities_countsOnce() {
    policy = Fixtures.requiring(quorum(2));
    var pending = decide(submit(), "alice");
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");

    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.AlreadyDecided());
  }

  /** The account was linked to the old entry; the login that linked it is the new entry's now. */
  @Test
  void personOfAnAccountAndAnotherEntry_countsOnce() {
    policy = Fixtures.requiring(quorum(2));
    var account = link("U1", "alice");
    var pending = submit();
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");
    var inSlack = authority.actor(account, Set.of(Role.APPROVER), Set.of());

    var once = decide(pending, "alice");
    assertThat(once.approval().deciders()).containsExactly("asmith");
    assertThat(refusal(decided(once, inSlack, Verdict.APPROVE)))
        .isEqualTo(new Refusal.AlreadyDecided());

    request = Fixtures.request("another-" + UUID.randomUUID());
    var other = submit();
    assertThat(decided(other, inSlack, Verdict.APPROVE)).isInstanceOf(CommandResult.Done.class);
    assertThat(refusal(decided(other, "alice"))).isEqualTo(new Refusal.AlreadyDecided());
  }

  /** Both what the person acted by and what else they were known by are recorded. */
  @Test
  void identitiesOfADecision_areRecordedWithIt() {
    policy = Fixtures.requiring(quorum(2));
    directory.withLogin("alice-2", "alice");
    var account = link("U1", "alice");
    var pending = decide(submit(), "alice");

    var known = ledger.find(pending.id()).orElseThrow();
    assertThat(known.approval().decisions().getFirst().standing().human().identities())
        .containsExactlyInAnyOrder(principal("alice"), principal("alice-2"), account);
    directory.withPerson("new", "approver").withLogin("alice-2", "new").rename("alice", "gone");
    assertThat(refusal(decided(pending, "alice-2"))).isEqualTo(new Refusal.AlreadyDecided());
  }

  @Test
  void renamedPerson_fillsNoSecondStageAndNoSecondDenial() {
    policy =
        Fixtures.requiring(
            new Requirement(
                List.of(new Stage("approver", 1), new Stage("approver", 1)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(10)));
    var staged = decide(submit(), "alice");
    policy = Fixtures.requiring(denials(2));
    request = Fixtures.request("denied-" + UUID.randomUUID());
    var denied = submit();
    assertThat(decided(denied, "alice", Verdict.DENY)).isInstanceOf(CommandResult.Done.class);
    directory.rename("alice", "asmith");

    assertThat(refusal(decided(staged, "alice"))).isEqualTo(new Refusal.AlreadyDecided());
    assertThat(refusal(decided(denied, "alice", Verdict.DENY)))
        .isEqualTo(new Refusal.AlreadyDecided());
  }

  @Test
  void renamedPerson_isNobodyElseWhoIsLeftToDecide() {
    policy = Fixtures.requiring(quorum(3));
    var pending = decide(submit(), "alice");
    directory.rename("alice", "asmith").disable("carol");

    assertFailed(approvals.tend(pending, Set.of()), "too few people are left");
  }

  /** Only a linked account shows that the two entries are one human's. */
  @Test
  void entriesThatOnlyAnAccountJoins_areOneWhoCouldDecide() {
    link("U1", "alice");
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");
    directory.disable("bob").disable("carol");

    policy = Fixtures.requiring(quorum(2));
    assertFailed(submit(), "too few people are left");

    policy = Fixtures.requiring(quorum(1));
    request = Fixtures.request("another-" + UUID.randomUUID());
    assertThat(submit().status()).isEqualTo(Status.PENDING);
  }

  @Test
  void entriesThatOnlyAnAccountJoins_areOneWhoIsLeftToDecide() {
    link("U1", "alice");
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");
    policy = Fixtures.requiring(quorum(3));
    var pending = decide(submit(), "bob");
    assertThat(approvals.tend(pending, Set.of()).status()).isEqualTo(Status.PENDING);

    directory.disable("carol");

    assertFailed(approvals.tend(pending, Set.of()), "too few people are left");
  }

  /** Who decided under one entry is not left to decide under the other. */
  @Test
  void otherEntryOfWhoDecided_isNotLeftToDecide() {
    policy = Fixtures.requiring(quorum(2));
    var pending = decide(submit(), "alice");
    link("U1", "alice");
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");
    directory.disable("bob").disable("carol");

    assertFailed(approvals.tend(pending, Set.of()), "too few people are left");
  }

  @Test
  void entriesThatOnlyAnAccountJoins_areNamedOnceByExplain() {
    link("U1", "alice");
    directory.withPerson("asmith", "approver").withLogin("alice", "asmith");

    assertThat(approvals.explain(request, gateway()).people().getFirst())
        .containsExactly("alice", "bob", "carol");
  }

  @Test
  void renamedPersonOnTheRequestsSide_mayNotDecide() {
    directory.withPerson("dana", "approver");
    var pending = submit();
    directory.withPerson("danab", "approver").withLogin("dana", "danab");
    directory.withAgent("deploy-bot", "carol").withPerson("dana", "approver");

    assertThat(refusal(decided(pending, "dana"))).isEqualTo(new Refusal.OwnRequest());
  }

  @Test
  void revocation_isForWhoDecidedUnderWhateverName() {
    var approved = decide(submit(), "alice");
    directory.rename("alice", "asmith");

    assertThat(refusal(revoked(approved, approver("bob")))).isInstanceOf(Refusal.NotEligible.class);
    assertThat(revoked(approved, approver("alice"))).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void submittingPrincipal_mayNotDecideItsOwnRequest() {
    var both = principal("alice");
    request = Fixtures.withGateway(request, both);
    var pending = submit();

    assertThat(pending.approval().request().barred()).contains("alice", "dana");
    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.OwnRequest());
    directory.rename("alice", "asmith");
    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.OwnRequest());
    assertThat(decided(pending, "bob")).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void gatewayThatIsNoPerson_barsNobody() {
    assertThat(submit().approval().request().barred()).containsExactly("dana");
  }

  @Test
  void disabledPerson_mayDoNothing() {
    var approved = decide(submit(), "alice");
    directory.disable("alice");
    var admin = authority.actor(principal("alice"), Set.of(Role.values()), Set.of());

    for (var action : Action.values()) {
      assertThat(authority.admit(admin, approved.id(), action))
          .isInstanceOfSatisfying(
              Authority.Refused.class,
              it -> assertThat(it.why()).isInstanceOf(Refusal.NotEligible.class));
    }
    assertThat(Authority.noAccess(admin)).isPresent();
    assertThat(ledger.story(approved.id()).orElseThrow().attempts())
        .as("all but reading")
        .hasSize(Action.values().length - 1);
  }

  /** Roles are given by tokens; the attempt is recorded whoever made it. */
  @Test
  void actorWithoutTheRole_isRefusedAndRecorded() {
    var pending = submit();
    var gateway = authority.actor(principal("alice"), Set.of(Role.GATEWAY), Set.of());

    for (var action : List.of(Action.DECIDE, Action.REVOKE)) {
      assertThat(authority.admit(gateway, pending.id(), action))
          .isEqualTo(
              new Authority.Refused(
                  null,
                  new Refusal.NotAllowed(
                      "your roles do not let you "
                          + (action == Action.DECIDE ? "decide" : "revoke"),
                      true)));
    }
    assertThat(authority.admit(gateway, pending.id(), Action.CONSUME))
        .isInstanceOfSatisfying(
            Authority.Refused.class,
            it -> assertThat(it.why()).isInstanceOf(Refusal.NotAllowed.class));
    assertThat(ledger.story(pending.id()).orElseThrow().attempts())
        .extracting(it -> it.attempt().command())
        .containsExactly("decide", "revoke", "consume");
  }

  @Test
  void explanation_namesNobodyWhereTheCallWouldFail() {
    request = Fixtures.withAgent(request, "stranger-bot");
    var explained = approvals.explain(request, gateway());
    var closed = submit().approval().closed();

    assertThat(explained.unreachable()).isNotNull();
    assertThat(closed).satisfies(it -> assertThat(it.detail()).isEqualTo(explained.unreachable()));
    assertThat(explained.people()).allSatisfy(stage -> assertThat(stage).isEmpty());
  }

  @Test
  void explanation_namesWhomTheCallAsks() {
    directory.withPerson("dana", "approver");
    assertThat(approvals.explain(request, gateway()).people())
        .singleElement()
        .satisfies(stage -> assertThat(stage).containsExactly("alice", "bob", "carol"));
  }

  /** What is the same call to a person is the same call to a denial. */
  @Test
  void recentDenial_isNotEvadedByAnotherSpelling() {
    directory.withLogin("dana-2", "dana");
    assertThat(decided(submit(), "alice", Verdict.DENY)).isInstanceOf(CommandResult.Done.class);
    var call = request.call();
    var annotated = Json.object().put("readOnlyHint", Json.Bool.TRUE).build();

    for (var same :
        List.of(
            Fixtures.withSubject(request, new Party("dana", Fixtures.ISSUER, Assurance.CLAIMED)),
            Fixtures.withSubject(request, new Party("dana-2", null, Assurance.CLAIMED)),
            withDefinition(request, "A".repeat(43)),
            withDefinition(request, "B".repeat(43)),
            Fixtures.withCall(
                request,
                new ToolCall(
                    call.server(),
                    call.name(),
                    null,
                    call.annotations(),
                    call.arguments(),
                    Integers.EXACT)),
            Fixtures.withCall(
                request,
                new ToolCall(call.server(), call.name(), null, annotated, call.arguments())),
            Fixtures.fresh(request))) {
      request = same;
      assertThat(submit().approval().closed())
          .as(same.toString())
          .satisfies(closed -> assertThat(closed.reason()).isEqualTo(Reason.RECENTLY_DENIED));
    }
    request = Fixtures.withSubject(request, new Party("carol", null, Assurance.CLAIMED));
    assertThat(submit().status()).as("for someone else").isEqualTo(Status.PENDING);
  }

  @Test
  void submissionThatSpellsOutTheDefaultIssuer_attaches() {
    var first = submit();
    request = Fixtures.withSubject(request, new Party("dana", Fixtures.ISSUER, Assurance.CLAIMED));

    assertThat(submit().id()).isEqualTo(first.id());
    request = withDefinition(request, "A".repeat(43));
    assertThat(submit().id()).as("another definition is another call").isNotEqualTo(first.id());
  }

  @Test
  void deciderWhoBecameTheAgentsOwner_outdatesTheApproval() {
    var approved = decide(submit(), "alice");
    directory.withAgent("deploy-bot", "alice");

    assertOutdated(approved);
  }

  @Test
  void deciderWhoLostTheRoleOrGroup_outdatesTheApproval() {
    var byRole = decide(submit(), "alice");
    directory.withPerson("alice", "other");
    assertOutdated(byRole);

    directory.withMember("lee", "on-call");
    policy = Fixtures.requiring(stages(new Stage(new Eligible.Group("on-call"), 1)));
    request = Fixtures.request("another-" + UUID.randomUUID());
    var byGroup = decide(submit(), "lee");
    directory.withMember("lee", "off-call");
    assertOutdated(byGroup);
  }

  @Test
  void policyThatAsksForMoreToday_outdatesTheApproval() {
    directory.withMember("lee", "on-call");
    var approved = decide(submit(), "alice");
    policy =
        Fixtures.requiring(
            stages(new Stage("approver", 1), new Stage(new Eligible.Group("on-call"), 1)));

    assertOutdated(approved);
  }

  @Test
  void policyThatAsksForLessToday_isSatisfiedByWhoIsLeft() {
    policy = Fixtures.requiring(quorum(2));
    decide(submit(), "alice");
    var approved = decide(submit(), "bob");
    directory.withPerson("alice", "other");
    policy = Fixtures.requiring(quorum(1));

    assertThat(consume(approved)).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void policyThatAllowsOrAsksForTheSameToday_changesNothing() {
    var approved = decide(submit(), "alice");
    policy = Fixtures.assessment(new Effect.Allow());
    assertThat(consume(approved)).isInstanceOf(CommandResult.Done.class);

    policy = Fixtures.requiring(quorum(1));
    request = Fixtures.request("another-" + UUID.randomUUID());
    var renamed = decide(submit(), "alice");
    directory.rename("alice", "asmith");
    assertThat(consume(renamed)).as("the same human").isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void strongerDoorAskedForToday_outdatesTheApproval() {
    var approved = decide(submit(), "alice");
    policy = Fixtures.requiring(through(Door.PAGE_STEP_UP));

    assertOutdated(approved);
  }

  @Test
  void denialsThatWouldEndItToday_outdateTheApproval() {
    policy = Fixtures.requiring(denials(2));
    var pending = submit();
    assertThat(decided(pending, "bob", Verdict.DENY)).isInstanceOf(CommandResult.Done.class);
    var approved = decide(pending, "alice");
    policy = Fixtures.requiring(denials(1));

    assertOutdated(approved);
  }

  @Test
  void twoDecisionsThatTurnOutToBeOneHumans_outdateTheApproval() {
    policy = Fixtures.requiring(quorum(2));
    decide(submit(), "alice");
    var approved = decide(submit(), "bob");
    directory.withPerson("one", "approver").withLogin("alice", "one").withLogin("bob", "one");

    assertOutdated(approved);
  }

  @Test
  void subjectThatTheDirectoryForgot_outdatesTheApproval() {
    var approved = decide(submit(), "alice");
    directory.withLogin("dana", "nobody");

    assertOutdated(approved);
  }

  @Test
  void approvalOfAWidenedStage_isStillGoodWhenItIsUsed() {
    directory.withMember("lee", "on-call");
    policy = Fixtures.requiring(escalating(4, Unreachable.ESCALATE));
    var entry = submit();
    List.of("alice", "bob", "carol").forEach(who -> decide(entry, who));
    var approved = decide(entry, "lee");

    assertThat(consume(approved)).isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void roleThatATokenGave_countsAsRecorded() {
    directory.withClaimableRole("sre");
    policy = Fixtures.requiring(stages(new Stage("sre", 1)));
    var pending = submit();
    var bob = authority.actor(principal("bob"), Set.of(Role.APPROVER), Set.of("sre"));
    assertThat(decided(pending, bob, Verdict.APPROVE)).isInstanceOf(CommandResult.Done.class);
    assertThat(consume(pending)).isInstanceOf(CommandResult.Done.class);

    request = Fixtures.request("another-" + UUID.randomUUID());
    directory.withPerson("bob", "sre");
    var listed = decide(submit(), "bob");
    directory.withPerson("bob");
    assertOutdated(listed);
  }

  @Test
  void rule_mayLoosenWhatIsAskedAgain() {
    directory.withMember("lee", "on-call");
    var more = List.of(new Stage("approver", 1), new Stage(new Eligible.Group("on-call"), 1));
    for (var recheck : Recheck.values()) {
      directory.withPerson("alice", "approver");
      policy = Fixtures.requiring(rechecked(recheck, List.of(new Stage("approver", 1))));
      request = Fixtures.request("more-" + UUID.randomUUID());
      var approved = decide(submit(), "alice");
      policy = Fixtures.requiring(rechecked(recheck, more));
      if (recheck == Recheck.FULL) {
        assertOutdated(approved);
      } else {
        assertThat(consume(approved)).isInstanceOf(CommandResult.Done.class);
      }

      policy = Fixtures.requiring(rechecked(recheck, List.of(new Stage("approver", 1))));
      request = Fixtures.request("lost-" + UUID.randomUUID());
      approved = decide(submit(), "alice");
      directory.withPerson("alice", "other");
      if (recheck == Recheck.DENY) {
        assertThat(consume(approved)).isInstanceOf(CommandResult.Done.class);
      } else {
        assertOutdated(approved);
      }
    }
  }

  @Test
  void strictestRecheck_countsThenOrToday() {
    var stage = List.of(new Stage("approver", 1));
    for (var first : List.of(Recheck.DENY, Recheck.FULL)) {
      directory.withPerson("alice", "approver");
      policy = Fixtures.requiring(rechecked(first, stage));
      request = Fixtures.request("strict-" + UUID.randomUUID());
      var approved = decide(submit(), "alice");
      directory.withPerson("alice", "other");
      var then = first == Recheck.DENY ? Recheck.FULL : Recheck.DENY;
      policy = Fixtures.requiring(rechecked(then, stage));
      assertOutdated(approved);
    }
  }

  @Test
  void loosestRecheck_stillAsksForDenialsAndDisabledDeciders() {
    policy = Fixtures.requiring(rechecked(Recheck.DENY, List.of(new Stage("approver", 1))));
    var approved = decide(submit(), "alice");
    directory.disable("alice");

    assertThat(refusal(consume(approved))).isEqualTo(new Refusal.Withdrawn());
    assertRevoked(approved, "alice, who approved it, is disabled now");
  }

  private static Requirement rechecked(Recheck recheck, List<Stage> stages) {
    return new Requirement(
        stages,
        Duration.ofMinutes(30),
        Duration.ofMinutes(10),
        Doors.any(),
        1,
        Unreachable.FAIL,
        recheck,
        List.of());
  }

  private static Requirement stages(Stage... stages) {
    return new Requirement(List.of(stages), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private void assertOutdated(ApprovalRecord approved) {
    assertThat(approved.status()).isEqualTo(Status.APPROVED);
    assertThat(refusal(consume(approved))).isEqualTo(new Refusal.Withdrawn());
    var now = ledger.find(approved.id()).orElseThrow();
    assertThat(now.approval().revoked())
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.APPROVAL_OUTDATED));
  }

  @Test
  void explanationForAnApprover_doesNotTakeThemForTheGateway() {
    request = Fixtures.withGateway(request, principal("alice"));

    assertThat(approvals.explain(request, approver("alice")).people())
        .singleElement()
        .satisfies(stage -> assertThat(stage).contains("alice"));
    var both = authority.actor(principal("alice"), Set.of(Role.values()), Set.of());
    assertThat(approvals.explain(request, both).people())
        .singleElement()
        .satisfies(stage -> assertThat(stage).doesNotContain("alice"));
  }

  private static NewRequest withDefinition(NewRequest base, String hash) {
    var call = base.call();
    return Fixtures.withCall(
        base, new ToolCall(call.server(), call.name(), hash, call.annotations(), call.arguments()));
  }

  private static Requirement quorum(int needed) {
    return new Requirement(
        List.of(new Stage("approver", needed)), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private static Requirement denials(int denials) {
    return ofOne(Doors.any(), denials);
  }

  private static Requirement through(Door door) {
    return ofOne(Doors.of(door), 1);
  }

  private static Requirement ofOne(Doors doors, int denials) {
    return new Requirement(
        List.of(new Stage("approver", 1)),
        Duration.ofMinutes(30),
        Duration.ofMinutes(10),
        doors,
        denials,
        Unreachable.FAIL,
        List.of());
  }

  /** The person, signed in, says that a Slack account is theirs. */
  private Principal link(String user, String person) {
    var account =
        new Principal(Fixtures.TENANT, Fixtures.SLACK.accounts().issuerOf("", "T1"), user);
    var code = LinkCode.random();
    links.offer(new AccountLinks.Offer(account, user, user + "@example.com"), code);
    assertThat(links.take(code, person, principal(person))).isEqualTo(AccountLinks.Taken.LINKED);
    return account;
  }

  private CommandResult revoked(ApprovalRecord entry, Actor by) {
    return admitted(entry, by, Action.REVOKE, it -> approvals.revoke(it, null, null));
  }

  /** A call of which a command is withheld. */
  private ApprovalRecord withholding() {
    var whole = request.call().arguments();
    var seen = Json.object();
    whole.members().forEach(seen::put);
    redacted =
        new CallContent.Shown(
            seen.put("name", "[withheld]").build(),
            request.context(),
            List.of("/name"),
            List.of(new WithheldPart("/name", null, Objects.requireNonNull(whole.get("name")))));
    return submit();
  }

  private CommandResult disclosed(ApprovalRecord entry, Actor by) {
    return admitted(entry, by, Action.DISCLOSE, it -> approvals.disclose(it, Door.API).result());
  }

  private CommandResult ruled(ApprovalRecord entry, String who, Verdict verdict, String view) {
    return admitted(
        entry,
        approver(who),
        Action.DECIDE,
        it -> approvals.decide(it, null, Door.API, verdict, null, view));
  }

  @Test
  void withheldText_mustBeAskedForBeforeItIsApproved() {
    var pending = withholding();
    var shown = approvals.disclosed(pending).orElseThrow();
    var view = shown.view(pending.content().salt());
    assertThat(shown.body().get("arguments")).isEqualTo(request.call().arguments());

    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.PartWithheld());
    assertThat(refusal(ruled(pending, "alice", Verdict.APPROVE, view)))
        .as("who computes the hash has not been shown it")
        .isEqualTo(new Refusal.StaleView());
    assertThat(disclosed(pending, approver("bob"))).isInstanceOf(CommandResult.Done.class);
    assertThat(refusal(ruled(pending, "alice", Verdict.APPROVE, view)))
        .as("what bob saw")
        .isEqualTo(new Refusal.StaleView());

    assertThat(disclosed(pending, approver("alice"))).isInstanceOf(CommandResult.Done.class);
    assertThat(refusal(decided(pending, "alice"))).isEqualTo(new Refusal.PartWithheld());
    assertThat(ruled(pending, "alice", Verdict.APPROVE, view))
        .isInstanceOfSatisfying(
            CommandResult.Done.class,
            it -> assertThat(it.entry().status()).isEqualTo(Status.APPROVED));
    assertThat(ledger.verify(pending.id()).orElseThrow().problems()).isEmpty();
    assertThat(consume(ledger.find(pending.id()).orElseThrow()))
        .isInstanceOf(CommandResult.Done.class);
  }

  @Test
  void withheldText_isRecordedAsShownOnceAPersonAndNotItself() {
    var pending = withholding();
    var before = ledger.find(pending.id()).orElseThrow().state();
    for (int i = 0; i < 3; i++) {
      assertThat(disclosed(pending, approver("alice"))).isInstanceOf(CommandResult.Done.class);
    }

    var story = ledger.story(pending.id()).orElseThrow();
    assertThat(story.entry().approval().disclosures())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.standing().person()).isEqualTo("alice");
              assertThat(it.withheld()).containsExactly("/name");
              assertThat(it.stage()).isZero();
            });
    assertThat(story.entry().state()).as("cards stay as they are").isEqualTo(before);
    var text = String.valueOf(request.call().arguments().get("name"));
    assertThat(story.events().toString() + story.renderings()).doesNotContain(text);
  }

  @Test
  void withheldText_isShownToNoOneElseAndTheAttemptIsRecorded() {
    var auditor = authority.actor(principal("audrey"), Set.of(Role.AUDITOR), Set.of());
    var elsewhere = new Principal("another", Fixtures.ISSUER, "otto");
    var otto = authority.actor(elsewhere, Set.of(Role.APPROVER), Set.of());
    var pending = withholding();

    assertThat(refusal(disclosed(pending, approver("dana")))).isEqualTo(new Refusal.OwnRequest());
    assertThat(refusal(disclosed(pending, approver("mallory"))))
        .isInstanceOf(Refusal.NotEligible.class);
    assertThat(refusal(disclosed(pending, auditor))).isInstanceOf(Refusal.NotAllowed.class);
    assertThat(
            authority.admit(otto, new ApprovalId("another", pending.id().uuid()), Action.DISCLOSE))
        .isInstanceOfSatisfying(
            Authority.Refused.class,
            it -> assertThat(it.why()).isInstanceOf(Refusal.UnknownApproval.class));
    assertThat(ruled(pending, "bob", Verdict.DENY, pending.approval().request().view()))
        .as("to deny takes nothing more")
        .isInstanceOf(CommandResult.Done.class);
    assertThat(refusal(disclosed(pending, approver("alice"))))
        .isEqualTo(new Refusal.Closed(Status.DENIED));

    var story = ledger.story(pending.id()).orElseThrow();
    assertThat(story.entry().approval().disclosures()).isEmpty();
    assertThat(story.attempts())
        .extracting(it -> it.attempt().command() + " " + it.attempt().refusal())
        .containsExactlyInAnyOrder(
            "disclose own-request",
            "disclose not-eligible",
            "disclose not-allowed",
            "disclose unknown-approval",
            "disclose closed");
  }

  /** Nothing need be read after the event, so no answer can say that it was not recorded. */
  @Test
  void disclosure_comesWithWhatItShows() {
    var pending = withholding();
    var alice = authority.admit(approver("alice"), pending.id(), Action.DISCLOSE);
    var disclosure = approvals.disclose((Authority.Admitted) alice, Door.API);
    var disclosed = ((CommandResult.Done) disclosure.result()).entry();
    assertThat(disclosed.approval().disclosures())
        .extracting(Event.Disclosed::view)
        .containsExactly(pending.viewOf(disclosure.rendering().orElseThrow()));
  }

  @Test
  void callOfWhichNothingIsWithheld_hasNothingToShow() {
    assertThat(refusal(disclosed(submit(), approver("alice"))))
        .isInstanceOf(Refusal.NotAllowed.class);
  }

  @Test
  void attempts_areFiledAtALimitedRateAndAlwaysAnswered() {
    var pending = submit();

    for (int i = 0; i < 70; i++) {
      assertThat(refusal(decided(pending, "mallory"))).isInstanceOf(Refusal.NotEligible.class);
    }

    assertThat(ledger.story(pending.id()).orElseThrow().attempts()).hasSize(60);
  }

  private ApprovalRecord submit() {
    return approvals.submit(request).entry();
  }

  private CommandResult decided(ApprovalRecord entry, String who) {
    return decided(entry, who, Verdict.APPROVE);
  }

  private CommandResult decided(ApprovalRecord entry, String who, Verdict verdict) {
    return decided(entry, approver(who), verdict);
  }

  private CommandResult decided(ApprovalRecord entry, Actor by, Verdict verdict) {
    var view = entry.approval().request().view();
    return admitted(
        entry, by, Action.DECIDE, it -> approvals.decide(it, null, Door.API, verdict, null, view));
  }

  private Actor approver(String who) {
    return authority.actor(principal(who), Set.of(Role.APPROVER), Set.of());
  }

  private static Principal principal(String name) {
    return new Principal(Fixtures.TENANT, Fixtures.ISSUER, name);
  }

  /** What comes of a command, wherever it is refused. */
  private CommandResult admitted(
      ApprovalRecord entry, Actor by, Action action, Function<Admitted, CommandResult> command) {
    return switch (authority.admit(by, entry.id(), action)) {
      case Admitted it -> command.apply(it);
      case Authority.Refused(var now, var why) -> new CommandResult.Declined(entry, why);
    };
  }

  private ApprovalRecord decide(ApprovalRecord entry, String who) {
    var outcome = decided(entry, who);
    assertThat(outcome).isInstanceOf(CommandResult.Done.class);
    return ((CommandResult.Done) outcome).entry();
  }

  private CommandResult consume(ApprovalRecord entry) {
    return consume(entry, ATTEMPT);
  }

  private CommandResult consume(ApprovalRecord entry, String attempt) {
    return admitted(
        entry, gateway(), Action.CONSUME, it -> approvals.consume(it, request.call(), attempt));
  }

  private Actor gateway() {
    return authority.actor(Fixtures.GATEWAY, Set.of(Role.GATEWAY), Set.of());
  }

  private Admitted toConsume(ApprovalRecord entry) {
    return (Admitted) authority.admit(gateway(), entry.id(), Action.CONSUME);
  }

  private static Refusal refusal(CommandResult outcome) {
    assertThat(outcome).isInstanceOf(CommandResult.Declined.class);
    return ((CommandResult.Declined) outcome).refusal();
  }

  private void assertRevoked(ApprovalRecord entry, String why) {
    var now = ledger.find(entry.id()).orElseThrow();
    assertThat(now.approval().use(now.asOf())).isEqualTo(Use.REVOKED);
    assertThat(now.approval().revoked())
        .satisfies(revoked -> assertThat(revoked.detail()).isEqualTo(why));
  }

  private static void assertFailed(ApprovalRecord entry, String why) {
    assertThat(entry.status()).isEqualTo(Status.FAILED);
    assertThat(entry.approval().closed())
        .satisfies(closed -> assertThat(closed.detail()).contains(why));
  }
}
