// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static io.assentor.testkit.Fixtures.GATEWAY;
import static io.assentor.testkit.Fixtures.ONE_APPROVER;
import static io.assentor.testkit.Fixtures.TENANT;
import static io.assentor.testkit.Fixtures.fresh;
import static io.assentor.testkit.Fixtures.request;
import static io.assentor.testkit.Fixtures.requiring;
import static io.assentor.testkit.Fixtures.standing;
import static io.assentor.testkit.Fixtures.submit;
import static io.assentor.testkit.Fixtures.withAgent;
import static io.assentor.testkit.Fixtures.withExpiry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Standing;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.call.Principal;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.ledger.LedgerReader.Waiting;
import io.assentor.core.ledger.LedgerTail;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Submission;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.core.ledger.TendingLedger.Claim;
import io.assentor.core.ledger.TendingLedger.Retry;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every ledger promises. Each test names its own calls, so a ledger may be shared. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class LedgerContract {

  private static final int THREADS = 64;
  private static final Retry RETRY = new Retry("the service answers 500", Duration.ofSeconds(5));

  private Ledger ledger;
  private TendingLedger tending;
  private LedgerTail tail;
  private String name;

  /** The ledger under test, the same one each time within a test. */
  protected abstract Opened open();

  /** Alters what is stored of an approval, past all that Assentor's own role may do. */
  protected abstract void damage(ApprovalId id, Damage damage);

  /** What can be wrong with a record. */
  public enum Damage {
    UNREADABLE_EVENT,
    FORGED_EVENT,
    WRONG_MAC,
    WRONG_CHAIN,
    MISSING_EVENT,
    NO_EVENTS,
    FORGED_CALL,
    WRONG_SALT,
    MISSING_CALL,
    MISSING_RENDERING,
    /** Only what was shown cannot be believed any more. */
    FORGED_RENDERING,
    /** Only a message cannot be read any more. */
    UNREADABLE_DELIVERY
  }

  /** The three faces of one ledger. */
  public record Opened(Ledger ledger, TendingLedger tending, LedgerTail tail) {}

  @BeforeEach
  void openLedger() {
    var opened = open();
    ledger = opened.ledger();
    tending = opened.tending();
    tail = opened.tail();
    name = "deployment-" + UUID.randomUUID();
  }

  @Nested
  class Submissions {

    @Test
    void submission_isFoundAsItWasSubmitted() {
      var entry = created(request(name));

      var found = ledger.find(entry.id()).orElseThrow();

      assertThat(found.approval()).isEqualTo(entry.approval());
      assertThat(found.content()).isEqualTo(entry.content());
      assertThat(found.status()).isEqualTo(Status.PENDING);
      assertThat(found.approval().request().fingerprint()).isEqualTo(found.content().fingerprint());
    }

    @Test
    void approval_isUnknownToAnotherTenant() {
      var entry = created(request(name));
      var foreign = new ApprovalId("other", entry.id().uuid());

      assertThat(ledger.find(foreign)).isEmpty();
      assertThat(ledger.story(foreign)).isEmpty();
      assertThat(ledger.verify(foreign)).isEmpty();
      assertThat(ledger.execute(foreign, null, decide(entry, "alice", Verdict.APPROVE)))
          .isEqualTo(new CommandResult.Unknown());
    }

    @Test
    void allowedOutright_isReleasedByTheSubmissionItself() {
      var submission =
          ledger.submit(submit(request(name), Fixtures.assessment(new Effect.Allow())));

      var approval = submission.entry().approval();
      assertThat(approval.status(submission.entry().asOf())).isEqualTo(Status.APPROVED);
      assertThat(approval.use(submission.entry().asOf())).isEqualTo(Use.CONSUMED);
      assertThat(ledger.verify(approval.id()).orElseThrow().problems()).isEmpty();
    }

    @Test
    void argumentsAsDeepAsTheGateLets_areReadBack() {
      Json deep = Json.of("bottom");
      for (int level = 0; level < 62; level++) {
        deep = new Json.Arr(List.of(deep));
      }
      var base = Fixtures.request(name);
      var call =
          new ToolCall("s", "n", null, Json.Obj.EMPTY, Json.object().put("deep", deep).build());
      var entry = created(Fixtures.withCall(base, call));

      assertThat(ledger.find(entry.id()).orElseThrow().content().call()).isEqualTo(call);
    }
  }

  @Nested
  class ExactIntegers {

    private NewRequest withId(String digits) {
      return Fixtures.withId(request(name), digits, Integers.EXACT);
    }

    @Test
    void longInteger_isReadBackToTheLastDigit() {
      for (var id : List.of("9007199254740993", "-9223372036854775808", "18446744073709551615")) {
        var entry = created(withId(id));
        var found = ledger.find(entry.id()).orElseThrow();

        assertThat(found.content()).isEqualTo(entry.content());
        assertThat(found.content().call().arguments().canonicalString())
            .contains("\"id\":" + id + ",");
        assertThat(found.content().call().integers()).isEqualTo(Integers.EXACT);
        assertThat(found.isIntact()).isTrue();
        assertThat(ledger.rendering(entry.id(), "api").orElseThrow().body().canonicalString())
            .contains("\"id\":" + id + ",");
        assertThat(ledger.story(entry.id()).orElseThrow().renderings().toString()).contains(id);
        assertThat(ledger.verify(entry.id()).orElseThrow().problems()).isEmpty();
      }
    }

    @Test
    void neighbourOfALongInteger_isAnotherCall() {
      var entry = created(withId("9007199254740993"));

      assertThat(ledger.submit(submit(withId("9007199254740993"), requiring(ONE_APPROVER))))
          .isInstanceOf(Submission.Attached.class);
      assertThat(ledger.submit(submit(withId("9007199254740992"), requiring(ONE_APPROVER))))
          .isInstanceOf(Submission.Created.class);
      assertThat(consumedWith(approved(entry), withId("9007199254740992")))
          .isEqualTo(new Refusal.DifferentCall());
    }

    @Test
    void sameCallWithOtherIntegers_isAnotherCall() {
      var plain = Fixtures.withId(request(name), "1", Integers.DOUBLE);
      var byDefault = created(plain);
      var exact = created(withId("1"));

      assertThat(exact.id()).isNotEqualTo(byDefault.id());
      assertThat(consumedWith(approved(exact), plain)).isEqualTo(new Refusal.DifferentCall());
      assertThat(consumedWith(approved(byDefault), withId("1")))
          .isEqualTo(new Refusal.DifferentCall());
      var released = ledger.execute(exact.id(), null, consume(current(exact), "attempt-1"));
      assertThat(released).isInstanceOf(CommandResult.Done.class);
    }

    private Refusal consumedWith(ApprovalRecord entry, NewRequest other) {
      var presented = Fingerprint.of(entry.content().salt(), other.call());
      var command =
          new Command.Consume(GATEWAY, presented, "attempt-0", entry.approval().sequence());
      return ((CommandResult.Declined) ledger.execute(entry.id(), null, command)).refusal();
    }

    private ApprovalRecord current(ApprovalRecord entry) {
      return ledger.find(entry.id()).orElseThrow();
    }
  }

  @Nested
  class Attachment {

    @Test
    void retryWhilePending_attaches() {
      var first = created(request(name));

      var second = ledger.submit(submit(request(name), requiring(ONE_APPROVER)));

      assertThat(second).isInstanceOf(Submission.Attached.class);
      assertThat(second.entry().id()).isEqualTo(first.id());
      assertThat(ledger.find(first.id()).orElseThrow().repeats()).isEqualTo(1);
    }

    @Test
    void retryInTheSession_attachesToAnUnusedApproval() {
      var first = approved(created(request(name)));

      var second = ledger.submit(submit(request(name), requiring(ONE_APPROVER)));

      assertThat(second.entry().id()).isEqualTo(first.id());
      assertThat(second.entry().status()).isEqualTo(Status.APPROVED);
    }

    @Test
    void retryWithoutASession_attachesToPendingOnly() {
      var first = created(request(name, null, null));
      var pending = ledger.submit(submit(request(name, null, null), requiring(ONE_APPROVER)));
      approved(first);

      var afterApproval = created(request(name, null, null));

      assertThat(pending.entry().id()).isEqualTo(first.id());
      assertThat(afterApproval.id()).isNotEqualTo(first.id());
    }

    @Test
    void retryAfterRelease_asksAnew() {
      var first = approved(created(request(name)));
      ledger.execute(first.id(), null, consume(first, "attempt"));

      assertThat(created(request(name)).id()).isNotEqualTo(first.id());
    }

    @Test
    void anotherSession_doesNotAttach() {
      var first = created(request(name));

      assertThat(created(request(name, "session-2", null)).id()).isNotEqualTo(first.id());
    }

    @Test
    void tightenedPolicy_supersedesThePendingOne() {
      var first = created(request(name));
      var stricter =
          new Requirement(
              List.of(new Stage("approver", 2)), Duration.ofMinutes(30), Duration.ofMinutes(10));

      var second = ledger.submit(submit(request(name), requiring(stricter)));

      assertThat(second)
          .isInstanceOfSatisfying(
              Submission.Created.class,
              created -> assertThat(created.superseded()).contains(first.id()));
      var old = ledger.find(first.id()).orElseThrow();
      assertThat(old.status()).isEqualTo(Status.CANCELLED);
      assertThat(old.approval().closed())
          .isInstanceOfSatisfying(
              Event.Cancelled.class, it -> assertThat(it.reason()).isEqualTo(Reason.SUPERSEDED));
      assertThat(ledger.submit(submit(request(name), requiring(stricter))).entry().id())
          .isEqualTo(second.entry().id());
    }

    @Test
    void denyingPolicy_revokesTheUnusedApproval() {
      var first = approved(created(request(name)));
      var denied =
          ledger.submit(submit(request(name), Fixtures.assessment(new Effect.Deny("not today"))));

      assertThat(denied.entry().status()).isEqualTo(Status.DENIED);
      var old = ledger.find(first.id()).orElseThrow();
      assertThat(old.approval().use(old.asOf())).isEqualTo(Use.REVOKED);
    }

    @Test
    void recentDenial_standsInEverySessionAndMode() {
      var first = created(request(name));
      ledger.execute(first.id(), null, decide(first, "alice", Verdict.DENY));

      for (var again :
          List.of(request(name), request(name, "session-2", null), fresh(request(name)))) {
        var submission = ledger.submit(submit(again, requiring(ONE_APPROVER)));

        assertThat(submission.entry().id()).isNotEqualTo(first.id());
        assertThat(submission.entry().approval().closed())
            .isInstanceOfSatisfying(
                Event.Denied.class,
                it -> assertThat(it.reason()).isEqualTo(Reason.RECENTLY_DENIED));
      }
    }

    @Test
    void modeNew_doesNotAttach() {
      var first = created(request(name));

      var second = ledger.submit(submit(fresh(request(name)), requiring(ONE_APPROVER)));

      assertThat(second).isInstanceOf(Submission.Created.class);
      assertThat(ledger.find(first.id()).orElseThrow().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void otherPeopleOnTheRequestsSide_supersedeThePendingOne() {
      var first = created(request(name));

      var base = submit(request(name), requiring(ONE_APPROVER));
      var second = ledger.submit(Fixtures.barring(base, "dana", "alice"));

      assertThat(second.entry().id()).isNotEqualTo(first.id());
      assertThat(ledger.find(first.id()).orElseThrow().status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void freshSubmissionsAtOnce_becomeOneApprovalEach() throws Exception {
      var ids =
          atOnce(
              THREADS,
              i ->
                  ledger
                      .submit(submit(fresh(request(name)), requiring(ONE_APPROVER)))
                      .entry()
                      .id());

      assertThat(new HashSet<>(ids)).hasSize(THREADS);
    }

    @Test
    void submissionsAtOnceWithTheDenial_neverAskAnewAfterIt() throws Exception {
      var first = created(request(name));
      var submissions =
          atOnce(
              THREADS,
              i -> {
                if (i == THREADS / 2) {
                  ledger.execute(first.id(), null, decide(first, "alice", Verdict.DENY));
                }
                return ledger.submit(submit(request(name), requiring(ONE_APPROVER))).entry();
              });

      assertThat(submissions)
          .allSatisfy(
              entry ->
                  assertThat(entry.id().equals(first.id()) || entry.status() == Status.DENIED)
                      .isTrue());
    }

    @Test
    void submissionsAtOnce_becomeOneApproval() throws Exception {
      var ids =
          atOnce(
              THREADS,
              i -> ledger.submit(submit(request(name), requiring(ONE_APPROVER))).entry().id());

      assertThat(new HashSet<>(ids)).hasSize(1);
      assertThat(ledger.find(ids.getFirst()).orElseThrow().repeats()).isEqualTo(THREADS - 1);
    }
  }

  @Nested
  class Idempotency {

    @Test
    void idempotencyKey_answersTheSameRequestWithTheSameApproval() {
      var key = new IdempotencyKey("key-" + name, "asked-1", "bytes-1");
      var first = created(request(name, null, key));
      ledger.execute(first.id(), null, decide(first, "alice", Verdict.DENY));

      var second = ledger.submit(submit(request(name, null, key), requiring(ONE_APPROVER)));

      assertRepeated(second, first);
      assertThat(second.entry().status()).isEqualTo(Status.DENIED);
    }

    @Test
    void idempotencyKey_answersTheSameRequestInOtherBytes() {
      var key = new IdempotencyKey("key-" + name, "asked-1", "bytes-1");
      var first = created(request(name, null, key));

      var retried = new IdempotencyKey("key-" + name, "asked-1", "bytes-2");
      var second = ledger.submit(submit(request(name, null, retried), requiring(ONE_APPROVER)));

      assertRepeated(second, first);
    }

    @Test
    void idempotencyKeyOfAnOlderVersion_answersTheSameBytes() {
      // Releases before this one remembered a hash of the body's bytes where the meaning is now.
      var key = new IdempotencyKey("key-" + name, "bytes-1", "ignored");
      var first = created(request(name, null, key));

      var retried = new IdempotencyKey("key-" + name, "asked-1", "bytes-1");
      var second = ledger.submit(submit(request(name, null, retried), requiring(ONE_APPROVER)));

      assertRepeated(second, first);
    }

    @Test
    void idempotencyKey_refusesAnotherRequest() {
      var first =
          created(request(name, null, new IdempotencyKey("key-" + name, "asked-1", "bytes-1")));

      var other =
          request(name + "-b", null, new IdempotencyKey("key-" + name, "asked-2", "bytes-2"));
      var second = ledger.submit(submit(other, requiring(ONE_APPROVER)));

      assertThat(second).isInstanceOf(Submission.KeyReused.class);
      assertThat(second.entry().id()).isEqualTo(first.id());
    }

    @Test
    void idempotencyKey_isOfOneGatewayOfOneIssuer() {
      var key = new IdempotencyKey("key-" + name, "asked-1", "bytes-1");
      var first = created(request(name, null, key));
      var sameName = new Principal(TENANT, "https://another.example", GATEWAY.name());

      var other = Fixtures.withGateway(request(name, null, key), sameName);
      var second = ledger.submit(submit(other, requiring(ONE_APPROVER)));

      assertThat(second).isInstanceOf(Submission.Created.class);
      assertThat(second.entry().id()).isNotEqualTo(first.id());
    }

    @Test
    void idempotencyKeyAtOnce_makesOneApproval() throws Exception {
      var key = new IdempotencyKey("key-" + name, "asked-1", "bytes-1");

      var ids =
          atOnce(
              THREADS,
              i ->
                  ledger
                      .submit(
                          submit(
                              fresh(request(name, "session-" + i, key)), requiring(ONE_APPROVER)))
                      .entry()
                      .id());

      assertThat(new HashSet<>(ids)).hasSize(1);
    }
  }

  @Nested
  class Commands {

    @Test
    void decision_isAppendedAndFoldsToTheState() {
      var entry = approved(created(request(name)));

      var found = ledger.find(entry.id()).orElseThrow();

      assertThat(found.approval()).isEqualTo(entry.approval());
      assertThat(found.approval().decisions()).hasSize(1);
      assertThat(ledger.verify(entry.id()).orElseThrow().problems()).isEmpty();
    }

    @Test
    void refusal_appendsNothing() {
      var entry = created(request(name));

      var outcome = ledger.execute(entry.id(), null, decide(entry, "dana", Verdict.APPROVE));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              CommandResult.Declined.class,
              declined -> assertThat(declined.refusal()).isEqualTo(new Refusal.OwnRequest()));
      assertThat(ledger.find(entry.id()).orElseThrow().approval()).isEqualTo(entry.approval());
    }

    @Test
    void consumptionRecheckedBeforeTheLastMove_isRefused() {
      var pending = created(request(name));
      approved(pending);

      var outcome = ledger.execute(pending.id(), null, consume(pending, "attempt"));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              CommandResult.Declined.class,
              declined -> assertThat(declined.refusal()).isEqualTo(new Refusal.Moved()));
    }

    @Test
    void repeatedCommandId_returnsTheRecordedOutcome() {
      var entry = created(request(name));
      var id = new CommandId("click-1");
      var command = decide(entry, "alice", Verdict.APPROVE);
      ledger.execute(entry.id(), id, command);

      var again = ledger.execute(entry.id(), id, command);

      assertThat(again)
          .isInstanceOfSatisfying(
              CommandResult.Done.class,
              done -> {
                assertThat(done.repeat()).isTrue();
                assertThat(done.entry().status()).isEqualTo(Status.APPROVED);
              });
    }

    @Test
    void commandId_isBoundToPrincipalAndContent() {
      var entry = created(request(name));
      var id = new CommandId("click-1");
      ledger.execute(entry.id(), id, decide(entry, "alice", Verdict.APPROVE));

      for (var other :
          List.of(decide(entry, "alice", Verdict.DENY), decide(entry, "bob", Verdict.APPROVE))) {
        assertThat(ledger.execute(entry.id(), id, other))
            .isInstanceOfSatisfying(
                CommandResult.Declined.class,
                declined -> assertThat(declined.refusal()).isEqualTo(new Refusal.KeyReused()));
      }
    }

    /** Of a report too, whose own digest is only a part of what it says. */
    @Test
    void commandIdOfAReport_isBoundToAllThatItSays() {
      var entry = approved(created(request(name)));
      ledger.execute(entry.id(), null, consume(entry, "attempt-1"));
      var id = new CommandId("result-1");
      var report = new Command.Report(GATEWAY, ExecutionResult.SUCCEEDED, null, null);
      assertThat(ledger.execute(entry.id(), id, report)).isInstanceOf(CommandResult.Done.class);

      assertThat(ledger.execute(entry.id(), id, report)).isInstanceOf(CommandResult.Done.class);
      var other = new Command.Report(GATEWAY, ExecutionResult.FAILED, null, null);
      assertThat(ledger.execute(entry.id(), id, other))
          .isInstanceOfSatisfying(
              CommandResult.Declined.class,
              declined -> assertThat(declined.refusal()).isEqualTo(new Refusal.KeyReused()));
    }

    @Test
    void decisionsAtOnce_haveOneOutcome() throws Exception {
      var entry = created(request(name));

      var outcomes =
          atOnce(
              THREADS,
              i ->
                  ledger.execute(
                      entry.id(),
                      null,
                      decide(entry, "person-" + i, i % 2 == 0 ? Verdict.APPROVE : Verdict.DENY)));

      var done = outcomes.stream().filter(CommandResult.Done.class::isInstance).toList();
      assertThat(done).hasSize(1);
      var winner = ((CommandResult.Done) done.getFirst()).entry();
      assertThat(outcomes)
          .filteredOn(CommandResult.Declined.class::isInstance)
          .hasSize(THREADS - 1)
          .allSatisfy(
              outcome ->
                  assertThat(((CommandResult.Declined) outcome).refusal())
                      .isEqualTo(new Refusal.Closed(winner.status())));
      assertThat(ledger.find(entry.id()).orElseThrow().approval()).isEqualTo(winner.approval());
      assertThat(ledger.verify(entry.id()).orElseThrow().problems()).isEmpty();
    }

    @Test
    void consumptionsAtOnce_releaseOnce() throws Exception {
      var entry = approved(created(request(name)));

      var outcomes =
          atOnce(THREADS, i -> ledger.execute(entry.id(), null, consume(entry, "attempt-" + i)));

      assertThat(outcomes).filteredOn(CommandResult.Done.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(CommandResult.Declined.class::isInstance)
          .hasSize(THREADS - 1)
          .allSatisfy(
              outcome ->
                  assertThat(((CommandResult.Declined) outcome).refusal())
                      .isEqualTo(new Refusal.AlreadyReleased()));
    }

    @Test
    void expiredByTheClock_cannotBeApprovedBeforeTheTimerCame() {
      var impatient = withExpiry(request(name), Duration.ofSeconds(1));
      var entry = created(impatient);
      Wait.until(
          "expired by the clock",
          () -> ledger.find(entry.id()).orElseThrow().status() == Status.EXPIRED);

      var outcome = ledger.execute(entry.id(), null, decide(entry, "alice", Verdict.APPROVE));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              CommandResult.Declined.class,
              declined ->
                  assertThat(declined.refusal()).isEqualTo(new Refusal.Closed(Status.EXPIRED)));
      var timer = new Command.Expire(Principal.assentor(TENANT, "timer"));
      assertThat(ledger.execute(entry.id(), null, timer)).isInstanceOf(CommandResult.Done.class);
    }
  }

  @Nested
  class Search {

    @Test
    void search_findsByEveryFilterAndPagesWithoutGapOrRepeat() {
      var ids = new ArrayList<UUID>();
      for (int i = 0; i < 7; i++) {
        ids.add(
            created(withAgent(request(name + i, name + i % 2, null), "bot-" + name)).id().uuid());
      }
      var byAgent = filters(null, "bot-" + name, null);

      var found = new ArrayList<UUID>();
      @Nullable String cursor = null;
      do {
        var page =
            ledger.search(
                new Query(TENANT, null, byAgent.with(AuditFilter.STATUS, "pending"), 3, cursor));
        page.items().forEach(item -> found.add(item.id().uuid()));
        cursor = page.next();
      } while (cursor != null);

      assertThat(found).containsExactlyInAnyOrderElementsOf(ids).doesNotHaveDuplicates();
      assertThat(search(filters(name + "1", "bot-" + name, null))).hasSize(3);
      assertThat(search(filters(null, "bot-" + name, "alice"))).isEmpty();
      assertThat(ledger.search(new Query("other", null, byAgent, 10, null)).items()).isEmpty();
    }

    @Test
    void search_findsWhoDecided() {
      var entry = approved(created(withAgent(request(name, name, null), "bot-" + name)));

      assertThat(search(filters(null, "bot-" + name, "alice")))
          .singleElement()
          .satisfies(found -> assertThat(found.id()).isEqualTo(entry.id()));
    }

    /** What a table shows can be asked for: what became of an approval, and how its call went. */
    @Test
    void search_findsByUseAndResult() {
      var agent = "bot-" + name;
      var pending = created(withAgent(request(name, "pending", null), agent));
      var unused = approved(created(withAgent(request(name, "unused", null), agent)));
      var released = approved(created(withAgent(request(name, "released", null), agent)));
      ledger.execute(released.id(), null, consume(released, "attempt-1"));
      var failed = approved(created(withAgent(request(name, "failed", null), agent)));
      ledger.execute(failed.id(), null, consume(failed, "attempt-1"));
      var imitated = "\"result\":\"succeeded\"";
      ledger.execute(
          failed.id(),
          null,
          new Command.Report(GATEWAY, ExecutionResult.FAILED, imitated, imitated));
      var revoked = approved(created(withAgent(request(name, "revoked", null), agent)));
      ledger.execute(
          revoked.id(),
          null,
          new Command.Revoke(Principal.assentor(TENANT, "test"), null, true, null));
      var soon =
          new Requirement(
              ONE_APPROVER.stages(), ONE_APPROVER.expireAfter(), Duration.ofMillis(1_500));
      var asked = withAgent(request(name, "lapsing", null), agent);
      var lapsing = approved(ledger.submit(submit(asked, requiring(soon))).entry());
      Wait.until(
          "lapsed by the clock",
          () -> {
            var entry = ledger.find(lapsing.id()).orElseThrow();
            return entry.approval().use(entry.asOf()) == Use.LAPSED;
          });

      var byAgent = Filters.NONE.with(AuditFilter.AGENT, agent);
      assertThat(ids(byAgent.with(AuditFilter.USE, "unused"))).containsExactly(unused.id());
      assertThat(ids(byAgent.with(AuditFilter.USE, "released")))
          .containsExactlyInAnyOrder(released.id(), failed.id());
      assertThat(ids(byAgent.with(AuditFilter.USE, "consumed")))
          .containsExactlyInAnyOrder(released.id(), failed.id());
      assertThat(ids(byAgent.with(AuditFilter.USE, "revoked"))).containsExactly(revoked.id());
      assertThat(ids(byAgent.with(AuditFilter.USE, "lapsed"))).containsExactly(lapsing.id());
      assertThat(ids(byAgent.with(AuditFilter.RESULT, "failed"))).containsExactly(failed.id());
      assertThat(ids(byAgent.with(AuditFilter.RESULT, "succeeded"))).isEmpty();
      assertThat(ids(byAgent.with(AuditFilter.STATUS, "pending"))).containsExactly(pending.id());
    }

    @Test
    void decidable_isWhatThePersonMayDecideNow() {
      var role = "role-" + name;
      var requirement =
          new Requirement(
              List.of(new Stage(role, 2)), Duration.ofMinutes(30), Duration.ofMinutes(10));
      var entry = ledger.submit(submit(request(name), requiring(requirement))).entry();

      assertThat(decidable("alice", role)).containsExactly(entry.id());
      assertThat(decidable("alice", "another")).isEmpty();
      assertThat(decidable("dana", role)).isEmpty();

      var outcome =
          ledger.execute(
              entry.id(),
              null,
              new Command.Decide(
                  standing("alice", role),
                  Verdict.APPROVE,
                  null,
                  entry.approval().request().view()));
      assertThat(outcome).isInstanceOf(CommandResult.Done.class);
      assertThat(decidable("alice", role)).isEmpty();
      assertThat(decidable("bob", role)).containsExactly(entry.id());
    }

    /** Who may decide what is one function; what lists is held to it, for every kind of doubt. */
    @Test
    void decidable_isWhatEligibilitySays() {
      var role = "role-" + name;
      var group = new Eligible.Group("group-" + name);
      var widening = List.<Step>of(new Step.Widen(Duration.ofSeconds(1), group));
      var widened = new Stage(new Eligible.Role(role), 1, widening);
      var requirements =
          List.of(
              stages(new Stage(role, 2)),
              stages(new Stage(role, 1), new Stage(group, 1)),
              stages(widened),
              stages(new Stage(new Eligible.People(Set.of("ann-" + name, "erin-" + name)), 2)));
      var known = new Side(Set.of("dana"), Set.of(identity("dana"), identity("dana-2")));
      var ids = new ArrayList<ApprovalId>();
      for (int i = 0; i < 3 * requirements.size(); i++) {
        var submit = submit(request(name + i), requiring(requirements.get(i % 4)));
        var entry = ledger.submit(Fixtures.onSide(submit, known)).entry();
        ids.add(entry.id());
        if (i >= 4) {
          var view = entry.approval().request().view();
          var by = i >= 8 ? formerly("alice", "asmith") : standing("alice", role);
          ledger.execute(entry.id(), null, new Command.Decide(by, Verdict.APPROVE, null, view));
        }
      }
      for (var human :
          List.of(
              standing("alice").human(),
              standing("erin-" + name).human(),
              standing("dana").human(),
              Human.of("renamed", identity("alice")),
              Human.of("renamed", identity("dana-2")),
              Human.of("asmith", identity("asmith")),
              new Human(Set.of("b", "alice"), Set.of(identity("b"))))) {
        for (var groups : List.of(Set.<String>of(), Set.of("group-" + name))) {
          for (var roles : List.of(Set.<String>of(), Set.of(role))) {
            for (var id : human.ids()) {
              var candidate = new Candidate(human, Capacities.of(id, roles, groups));
              assertThat(decidable(candidate).stream().filter(ids::contains))
                  .as(candidate.toString())
                  .containsExactlyInAnyOrderElementsOf(
                      ids.stream().filter(it -> mayDecide(it, candidate)).toList());
            }
          }
        }
      }
    }

    private Requirement stages(Stage... stages) {
      return new Requirement(List.of(stages), Duration.ofMinutes(30), Duration.ofMinutes(10));
    }

    private boolean mayDecide(ApprovalId id, Candidate candidate) {
      var entry = ledger.find(id).orElseThrow();
      return Eligibility.of(entry.approval(), candidate, Side.of(), entry.asOf())
          instanceof Eligibility.May;
    }

    private Principal identity(String subject) {
      return new Principal(TENANT, Fixtures.ISSUER, subject);
    }

    private Standing formerly(String old, String person) {
      var human = new Human(Set.of(old, person), Set.of(identity(old), identity(person)));
      return new Standing(
          identity(person), person, Set.of("role-" + name), Set.of(), Door.API, human, Set.of());
    }

    @Test
    void waiting_beginsWithWhatExpiresFirstAndEndsAtTheLimit() {
      var role = "role-" + name;
      var stage = List.of(new Stage(role, 1));
      var late = new Requirement(stage, Duration.ofMinutes(30), Duration.ofMinutes(10));
      var soon = new Requirement(stage, Duration.ofMinutes(3), Duration.ofMinutes(10));
      var second = ledger.submit(submit(request(name + "2"), requiring(late))).entry();
      var first = ledger.submit(submit(request(name + "1"), requiring(soon))).entry();
      var alice =
          new Candidate(standing("alice").human(), Capacities.of("alice", Set.of(role), Set.of()));

      assertThat(decidable("alice", role)).containsExactly(first.id(), second.id());
      assertThat(ledger.waiting(TENANT, alice, 1))
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.id()).isEqualTo(first.id());
                assertThat(it.asOf()).isBefore(it.expiresAt());
              });
      assertThat(ledger.waiting("other", alice, 50)).isEmpty();
    }

    @Test
    void decidable_isWhatGroupsAndNamedPeopleMayDecide() {
      var group = "group-" + name;
      var requirement =
          new Requirement(
              List.of(
                  new Stage(
                      new Eligible.Group(group),
                      1,
                      List.of(
                          new Step.Widen(
                              Duration.ofMinutes(1),
                              new Eligible.People(Set.of("carol-" + name)))))),
              Duration.ofMinutes(30),
              Duration.ofMinutes(10),
              Doors.any(),
              1,
              Requirement.Unreachable.ESCALATE,
              List.of());
      var entry = ledger.submit(submit(request(name), requiring(requirement))).entry();

      assertThat(decidable(Capacities.of("alice", Set.of(group), Set.of()), "alice"))
          .as("a role of that name is no group")
          .isEmpty();
      assertThat(decidable(Capacities.of("alice", Set.of(), Set.of(group)), "alice"))
          .containsExactly(entry.id());
      var carol = Capacities.of("carol-" + name, Set.of(), Set.of());
      assertThat(decidable(carol, "carol-" + name)).isEmpty();

      var escalated =
          ledger.execute(
              entry.id(),
              null,
              new Command.GiveUp(GATEWAY, 0, Reason.NO_ELIGIBLE_APPROVER, "nobody is left", 1));
      assertThat(escalated).isInstanceOf(CommandResult.Done.class);
      assertThat(decidable(carol, "carol-" + name)).containsExactly(entry.id());
      assertThat(ledger.story(entry.id()).orElseThrow().events().getLast().event())
          .isInstanceOf(Event.Escalated.class);
    }

    @Test
    void history_countsWhatBecameOfAnAgentsCalls() {
      var agent = "bot-" + name;
      var denied = created(withAgent(request("a-" + name, "s", null), agent));
      ledger.execute(denied.id(), null, decide(denied, "alice", Verdict.DENY));
      var repeated = withAgent(request("a-" + name, "s", null), agent);
      assertThat(ledger.submit(submit(repeated, requiring(ONE_APPROVER))).entry().status())
          .as("denied again, but nobody denied it again")
          .isEqualTo(Status.DENIED);

      assertThat(ledger.history(TENANT, agent, Duration.ofHours(1)))
          .isEqualTo(new LedgerReader.AgentHistory(2, 1, 0));
      assertThat(ledger.history("other", agent, Duration.ofHours(1)))
          .isEqualTo(new LedgerReader.AgentHistory(0, 0, 0));
      assertThat(ledger.history(TENANT, agent, Duration.ofMinutes(-1)).calls()).isZero();
    }

    @Test
    void foreignCursor_isRefused() {
      assertThatThrownBy(() -> ledger.search(new Query(TENANT, null, Filters.NONE, 1, "nonsense")))
          .isInstanceOf(InvalidCursorException.class);
    }
  }

  @Nested
  class AuditTrail {

    @Test
    void attempt_isFiledWithItsApprovalWhoeverTried() {
      var entry = created(request(name));
      var stranger = new Principal("other", Fixtures.ISSUER, "other-gateway");
      var attempt =
          new Attempt(
              entry.id().uuid(), stranger, "consume", "unknown-approval", "no such approval");

      ledger.file(attempt);
      ledger.file(
          new Attempt(
              UUID.randomUUID(), stranger, "consume", "unknown-approval", "no such approval"));

      assertThat(ledger.story(entry.id()).orElseThrow().attempts())
          .singleElement()
          .satisfies(filed -> assertThat(filed.attempt()).isEqualTo(attempt));
    }

    @Test
    void story_tellsEverything() {
      var entry = approved(created(request(name)));
      var key = key(entry, "alice");
      tending.claim(key, Set.of());
      tending.receipt(key, "message-1", "1/PENDING/null");

      var story = ledger.story(entry.id()).orElseThrow();

      assertThat(story.events())
          .extracting(e -> e.event().getClass().getSimpleName())
          .isEqualTo(List.of("Submitted", "Decided", "Approved"));
      assertThat(story.events().getFirst().body()).doesNotContain(name);
      assertThat(story.renderings())
          .singleElement()
          .satisfies(
              r ->
                  assertThat(r.view(entry.content().salt()))
                      .isEqualTo(entry.approval().request().view()));
      assertThat(story.deliveries())
          .singleElement()
          .satisfies(d -> assertThat(d.receipt()).isEqualTo("message-1"));
    }
  }

  @Nested
  class Tail {

    @Test
    void tail_tellsWhatMovedSince() {
      var entry = created(request(name));
      var position = tail.end();
      approved(entry);

      Wait.until("the tail names it", () -> tail.after(position).approvals().contains(entry.id()));
      var later = tail.after(position).position();
      assertThat(tail.after(later).approvals()).doesNotContain(entry.id());
    }
  }

  @Nested
  class Tending {

    @Test
    void newAndMovedApprovals_areOverdueUntilTended() {
      var entry = created(request(name));
      assertThat(overdue()).contains(entry.id());

      assertThat(tending.tended(entry.id(), 1, Duration.ofMinutes(10))).isTrue();
      assertThat(overdue()).doesNotContain(entry.id());

      approved(entry);
      assertThat(overdue()).contains(entry.id());
      assertThat(tending.tended(entry.id(), 1, null)).as("it moved meanwhile").isFalse();
      assertThat(overdue()).contains(entry.id());
      assertThat(tending.tended(entry.id(), 3, null)).isTrue();
      assertThat(overdue()).doesNotContain(entry.id());
    }

    @Test
    void pending_pagesThroughWhatWaits() {
      var first = created(request("1-" + name));
      var second = created(request("2-" + name));
      approved(first);
      var all = new ArrayList<ApprovalId>();
      List<ApprovalId> page;
      do {
        page = tending.pending(all.isEmpty() ? null : all.getLast(), 7);
        all.addAll(page);
      } while (page.size() == 7);

      assertThat(all).contains(second.id()).doesNotContain(first.id()).doesNotHaveDuplicates();
    }
  }

  @Nested
  class DamagedRecords {

    @ParameterizedTest
    @EnumSource(
        value = Damage.class,
        mode = EnumSource.Mode.EXCLUDE,
        names = {"FORGED_RENDERING", "UNREADABLE_DELIVERY"})
    void damagedRecord_isListedApartAndKeepsNobodyFromTheRest(Damage damage) {
      var agent = "agent-" + UUID.randomUUID();
      var before = created(withAgent(request(name), agent));
      var damaged = created(withAgent(request(name + "-2"), agent));
      var after = created(withAgent(request(name + "-3"), agent));
      damage(damaged.id(), damage);

      var found = ledger.search(of(agent, 50, null));

      assertThat(found.items())
          .extracting(ApprovalRecord::id)
          .containsExactlyInAnyOrder(after.id(), before.id());
      assertThat(found.damaged())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.id()).isEqualTo(damaged.id());
                assertThat(it.why()).isNotBlank();
                assertThat(it.agent()).isEqualTo(agent);
                assertThat(it.tool()).isEqualTo(damaged.approval().request().tool());
              });
      assertThat(paged(agent)).containsExactlyInAnyOrder(after.id(), damaged.id(), before.id());
      assertThat(tending.pending(null, 100_000)).contains(before.id(), damaged.id(), after.id());
    }

    private static Query of(String agent, int limit, @Nullable String cursor) {
      var filters = Filters.NONE.with(AuditFilter.AGENT, agent);
      return new Query(TENANT, null, filters, limit, cursor);
    }

    private List<ApprovalId> paged(String agent) {
      var seen = new ArrayList<ApprovalId>();
      @Nullable String cursor = null;
      do {
        var page = ledger.search(of(agent, 1, cursor));
        page.items().forEach(it -> seen.add(it.id()));
        page.damaged().forEach(it -> seen.add(it.id()));
        cursor = page.next();
      } while (cursor != null);
      return seen;
    }

    @ParameterizedTest
    @EnumSource(
        value = Damage.class,
        mode = EnumSource.Mode.EXCLUDE,
        names = {"FORGED_RENDERING", "UNREADABLE_DELIVERY"})
    void damagedRecord_decidesNothingAndSaysSo(Damage damage) {
      var damaged = created(request(name));
      damage(damaged.id(), damage);

      assertDamaged(() -> ledger.find(damaged.id()));
      if (EnumSet.range(Damage.UNREADABLE_EVENT, Damage.NO_EVENTS).contains(damage)) {
        assertDamaged(() -> ledger.state(damaged.id())); // which reads nothing but events
      }
      assertDamaged(() -> ledger.story(damaged.id()));
      assertDamaged(
          () -> ledger.execute(damaged.id(), null, decide(damaged, "alice", Verdict.APPROVE)));
      assertThat(ledger.verify(damaged.id()).orElseThrow().valid()).isFalse();
    }

    private void assertDamaged(ThrowingCallable read) {
      assertThatThrownBy(read).isInstanceOf(DamagedRecordException.class);
    }

    /** The agent's call must not hang on a record that cannot be read. */
    @Test
    void callOfADamagedRecord_isAskedAnew() {
      var damaged = created(request(name));
      damage(damaged.id(), Damage.UNREADABLE_EVENT);

      var again = created(request(name));

      assertThat(again.id()).isNotEqualTo(damaged.id());
      assertThat(ledger.submit(submit(request(name), requiring(ONE_APPROVER))).entry().id())
          .isEqualTo(again.id());
    }

    @Test
    void forgedRendering_isNamedInTheStoryWhoseRestIsKept() {
      var entry = created(request(name));
      damage(entry.id(), Damage.FORGED_RENDERING);

      assertDamaged(() -> ledger.rendering(entry.id(), "api"));
      var story = ledger.story(entry.id()).orElseThrow();
      assertThat(story.renderings()).isEmpty();
      assertThat(story.events()).hasSize(1);
      assertThat(story.damaged()).singleElement().asString().contains("api");
    }

    @Test
    void unreadableDelivery_isNamedInTheStoryAndTheOthersAreKept() {
      var entry = created(request(name));
      var lost = delivery(entry, "log");
      var kept = delivery(entry, "mail");
      tending.claim(lost, Set.of());
      damage(entry.id(), Damage.UNREADABLE_DELIVERY);
      tending.claim(kept, Set.of());

      assertThat(ledger.deliveries(entry.id())).extracting(Delivery::key).containsExactly(kept);
      var story = ledger.story(entry.id()).orElseThrow();
      assertThat(story.deliveries()).extracting(Delivery::key).containsExactly(kept);
      assertThat(story.damaged()).singleElement().asString().contains("log");
      assertThat(ledger.execute(entry.id(), null, decide(entry, "alice", Verdict.APPROVE)))
          .isInstanceOf(CommandResult.Done.class);
    }

    private Delivery.Key delivery(ApprovalRecord entry, String channel) {
      return new Delivery.Key(
          entry.id(), channel, "someone", new Occasion(Occasion.Purpose.ANNOUNCEMENT, 0));
    }
  }

  @Nested
  class Deliveries {

    @Test
    void delivery_isClaimedOnceUntilReleased() {
      var key = key(created(request(name)), "alice");

      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.BUSY);
      assertThat(ledger.deliveries(key.approval())).noneMatch(Delivery::settled);
      tending.release(key, RETRY);
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
      tending.receipt(key, "message-1", "1/PENDING/null");
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.SETTLED);
      assertThat(ledger.deliveries(key.approval()))
          .singleElement()
          .satisfies(
              delivery -> {
                assertThat(delivery.key()).isEqualTo(key);
                assertThat(delivery.settled()).isTrue();
              });
      tending.release(key, RETRY);
      assertThat(tending.claim(key, Set.of()))
          .as("a receipt is never taken back")
          .isEqualTo(Claim.SETTLED);
    }

    @Test
    void delivery_thatFailedForGood_isNotClaimedAgain() {
      var key = key(created(request(name)), "gone");

      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
      tending.fail(key, "no such user");

      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.SETTLED);
      assertThat(ledger.deliveries(key.approval()))
          .singleElement()
          .satisfies(
              delivery -> {
                assertThat(delivery.failure()).isEqualTo("no such user");
                assertThat(delivery.receipt()).isNull();
              });
    }

    @Test
    void delivery_thatCameBack_isLostAndItsApprovalOverdue() {
      var key = taken(created(request(name)));

      assertThat(tending.bounced("log", "message-" + name, "no such user"))
          .contains(key.approval());
      assertThat(tending.bounced("log", "message-" + name, "another reason"))
          .as("a repeat")
          .contains(key.approval());

      assertThat(ledger.deliveries(key.approval()))
          .singleElement()
          .satisfies(
              delivery -> {
                assertThat(delivery.failure()).as("the first reason").isEqualTo("no such user");
                assertThat(delivery.receipt()).isEqualTo("message-" + name);
                assertThat(delivery.receiptAt()).isNotNull();
                assertThat(delivery.settled()).isTrue();
                assertThat(delivery.isLost()).isTrue();
              });
      assertThat(overdue()).contains(key.approval());
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.SETTLED);
    }

    @Test
    void delivery_thatCameBackAgain_changesNothing() {
      var key = taken(created(request(name)));
      tending.bounced("log", "message-" + name, "no such user");
      tending.tended(key.approval(), 1, Duration.ofHours(1));

      tending.bounced("log", "message-" + name, "no such user");

      assertThat(overdue()).doesNotContain(key.approval());
    }

    @Test
    void delivery_ofAClosedRequestThatCameBack_isOnlyNoted() {
      var entry = approved(created(request(name)));
      var key = taken(entry);

      assertThat(tending.bounced("log", "message-" + name, "no such user")).contains(entry.id());

      assertThat(ledger.deliveries(entry.id())).allMatch(Delivery::isLost);
      assertThat(overdue()).doesNotContain(key.approval());
    }

    @Test
    void receiptThatNobodyNoted_changesNothing() {
      var key = taken(created(request(name)));

      assertThat(tending.bounced("log", "message-of-somebody-else", "no such user")).isEmpty();
      assertThat(tending.bounced("slack", "message-" + name, "no such user")).isEmpty();

      assertThat(ledger.deliveries(key.approval())).noneMatch(Delivery::isLost);
      assertThat(overdue()).doesNotContain(key.approval());
    }

    @Test
    void delivery_inDoubt_isClaimedAgainAndMarkedAsOftenAsItTakes() {
      var key = key(created(request(name)), "alice");
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);

      for (int i = 0; i < 5; i++) {
        tending.doubt(key, RETRY);
        assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED_AGAIN);
      }
      tending.release(key, RETRY);
      assertThat(tending.claim(key, Set.of()))
          .as("the doubt remains")
          .isEqualTo(Claim.GRANTED_AGAIN);
      tending.receipt(key, "message-1", "1/PENDING/null");
      tending.doubt(key, RETRY);
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.SETTLED);
    }

    @Test
    void delivery_remembersWhatItShows() {
      var entry = created(request(name));
      var key = key(entry, "alice");
      tending.claim(key, Set.of());
      tending.receipt(key, "message-1", entry.state());
      assertThat(ledger.deliveries(entry.id()))
          .singleElement()
          .extracting(Delivery::shown)
          .isEqualTo(entry.state());

      var decided = approved(entry);
      assertThat(decided.state()).isNotEqualTo(entry.state());
      tending.shown(key, decided.state());

      assertThat(ledger.deliveries(entry.id()))
          .singleElement()
          .extracting(Delivery::shown)
          .isEqualTo(decided.state());
    }

    @Test
    void delivery_thatIsRetried_saysWhyAndWhenAndHowOften() {
      var key = key(created(request(name)), "room");
      tending.claim(key, Set.of("alice", "bob"));
      assertThat(only(key).status()).isEqualTo(Delivery.Status.SENDING);
      assertThat(only(key).lastError()).isNull();

      tending.release(key, RETRY);
      assertThat(only(key).status()).isEqualTo(Delivery.Status.RETRYING);
      assertThat(only(key).people()).containsExactlyInAnyOrder("alice", "bob");
      var error = Objects.requireNonNull(only(key).lastError());
      assertThat(error.message()).isEqualTo(RETRY.error());
      assertThat(error.nextTryAt()).isEqualTo(error.at().plus(RETRY.in()));

      tending.claim(key, Set.of());
      assertThat(only(key).status()).isEqualTo(Delivery.Status.SENDING);
      assertThat(only(key).people()).as("kept").hasSize(2);
      tending.doubt(key, new Retry("no answer", Duration.ofMinutes(1)));
      assertThat(only(key).status()).isEqualTo(Delivery.Status.RETRYING);
      tending.claim(key, Set.of("alice"));
      tending.receipt(key, "message-1", "1/PENDING/null");

      var sent = only(key);
      assertThat(sent.status()).isEqualTo(Delivery.Status.SENT);
      assertThat(sent.attempts()).isEqualTo(3);
      assertThat(sent.people()).containsExactly("alice");
      assertThat(sent.nextTryAt()).isNull();
      assertThat(Objects.requireNonNull(sent.lastError()).message())
          .as("why it came late")
          .isEqualTo("no answer");
    }

    @Test
    void delivery_thatCannotBeBroughtUpToDate_staysSentAndCountsItsAttemptsAnew() {
      var entry = created(request(name));
      var key = taken(entry);
      tending.postpone(key, RETRY);
      tending.postpone(key, RETRY);

      assertThat(only(key).status()).isEqualTo(Delivery.Status.SENT);
      assertThat(only(key).attempts()).isEqualTo(2);
      assertThat(only(key).nextTryAt()).isNotNull();
      tending.shown(key, "2/PENDING/null");
      assertThat(only(key).nextTryAt()).isNull();
      tending.postpone(key, RETRY);
      assertThat(only(key).attempts()).isEqualTo(1);
    }

    @Test
    void delivery_thatFailed_saysWhenAndIsNotRetried() {
      var key = key(created(request(name)), "gone");
      tending.claim(key, Set.of());
      tending.release(key, RETRY);
      tending.claim(key, Set.of());
      tending.fail(key, "no such user");

      assertThat(only(key).status()).isEqualTo(Delivery.Status.FAILED);
      assertThat(only(key).nextTryAt()).isNull();
      assertThat(Objects.requireNonNull(only(key).lastError()).message()).isEqualTo("no such user");
    }

    @Test
    void delivery_thatIsGone_isSentAnewOrCountsAsLost() {
      var entry = created(request(name));
      var key = taken(entry);
      tending.reopen(key, "deleted");

      assertThat(only(key).receipt()).isNull();
      assertThat(only(key).status()).isEqualTo(Delivery.Status.RETRYING);
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
      tending.receipt(key, "message-2-" + name, entry.state());
      assertThat(overdue()).doesNotContain(entry.id());
      tending.lose(key, "deleted again");
      tending.lose(key, "another reason");

      assertThat(only(key).status()).isEqualTo(Delivery.Status.RETURNED);
      assertThat(only(key).failure()).isEqualTo("deleted again");
      assertThat(only(key).attempts()).isEqualTo(2);
      assertThat(overdue()).contains(entry.id());
      tending.reopen(key, "too late");
      assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.SETTLED);
    }

    private Delivery only(Delivery.Key key) {
      var deliveries = ledger.deliveries(key.approval());
      assertThat(deliveries).hasSize(1);
      return deliveries.getFirst();
    }

    @Test
    void rendering_keptFirstIsTheOneThatStays() {
      var entry = created(request(name));
      assertThat(ledger.rendering(entry.id(), "slack")).isEmpty();
      var first = new Rendering("slack", Json.object().put("text", "first").build());
      var second = new Rendering("slack", Json.object().put("text", "second").build());

      assertThat(tending.keep(entry.id(), first)).isEqualTo(first);
      assertThat(tending.keep(entry.id(), second)).isEqualTo(first);

      assertThat(ledger.rendering(entry.id(), "slack")).contains(first);
      assertThat(ledger.rendering(entry.id(), "api"))
          .hasValueSatisfying(
              it ->
                  assertThat(it.view(entry.content().salt()))
                      .isEqualTo(entry.approval().request().view()));
      assertThat(ledger.story(entry.id()).orElseThrow().renderings()).hasSize(2).contains(first);
    }

    @Test
    void remindersOfOneStage_areDeliveriesOfTheirOwn() {
      var entry = created(request(name));
      for (int step = 0; step < 2; step++) {
        var key =
            new Delivery.Key(
                entry.id(), "log", "alice", new Occasion(Occasion.Purpose.REMINDER, 0, step));
        assertThat(tending.claim(key, Set.of())).isEqualTo(Claim.GRANTED);
        tending.receipt(key, "message-" + step, entry.state());
      }
      assertThat(ledger.deliveries(entry.id()))
          .extracting(delivery -> delivery.key().occasion().step())
          .containsExactlyInAnyOrder(0, 1);
    }
  }

  private static void assertRepeated(Submission again, ApprovalRecord first) {
    assertThat(again).isInstanceOf(Submission.Repeated.class);
    assertThat(again.entry().id()).isEqualTo(first.id());
  }

  private ApprovalRecord created(NewRequest request) {
    var submission = ledger.submit(submit(request, requiring(ONE_APPROVER)));
    assertThat(submission).isInstanceOf(Submission.Created.class);
    return submission.entry();
  }

  private ApprovalRecord approved(ApprovalRecord entry) {
    var outcome = ledger.execute(entry.id(), null, decide(entry, "alice", Verdict.APPROVE));
    assertThat(outcome).isInstanceOf(CommandResult.Done.class);
    return ((CommandResult.Done) outcome).entry();
  }

  private static Command decide(ApprovalRecord entry, String person, Verdict verdict) {
    return new Command.Decide(
        standing(person, "approver"), verdict, "because", entry.approval().request().view());
  }

  private static Command consume(ApprovalRecord entry, String attempt) {
    var presented = Fingerprint.of(entry.content().salt(), entry.content().call());
    return new Command.Consume(GATEWAY, presented, attempt, entry.approval().sequence());
  }

  private static Delivery.Key key(ApprovalRecord entry, String recipient) {
    return new Delivery.Key(
        entry.id(), "log", recipient, new Occasion(Occasion.Purpose.ANNOUNCEMENT, 0));
  }

  /** A delivery that was taken, of an approval that nobody need look at for an hour. */
  private Delivery.Key taken(ApprovalRecord entry) {
    var key = key(entry, "alice");
    tending.claim(key, Set.of());
    tending.receipt(key, "message-" + name, entry.state());
    tending.tended(entry.id(), entry.approval().sequence(), Duration.ofHours(1));
    return key;
  }

  private List<ApprovalId> overdue() {
    return tending.overdue(Duration.ofMinutes(-1), 100_000);
  }

  private List<ApprovalId> ids(Filters filters) {
    return search(filters).stream().map(ApprovalRecord::id).toList();
  }

  private List<ApprovalRecord> search(Filters filters) {
    return ledger.search(new Query(TENANT, null, filters, 50, null)).items();
  }

  private List<ApprovalId> decidable(String person, String role) {
    return decidable(Capacities.of(person, Set.of(role), Set.of()), person);
  }

  private List<ApprovalId> decidable(Set<String> capacities, String person) {
    return decidable(new Candidate(standing(person).human(), capacities));
  }

  private List<ApprovalId> decidable(Candidate by) {
    var found =
        ledger
            .search(
                new Query(TENANT, by, Filters.NONE.with(AuditFilter.STATUS, "pending"), 50, null))
            .items();
    assertThat(ledger.waiting(TENANT, by, 50))
        .as("the same without its content")
        .extracting(Waiting::id, Waiting::sequence, Waiting::expiresAt)
        .containsExactlyElementsOf(
            found.stream()
                .map(it -> tuple(it.id(), it.approval().sequence(), expiresAt(it)))
                .toList());
    return found.stream().map(ApprovalRecord::id).toList();
  }

  private static Instant expiresAt(ApprovalRecord entry) {
    return Objects.requireNonNull(entry.approval().request().expiresAt());
  }

  private static Filters filters(
      @Nullable String session, @Nullable String agent, @Nullable String decider) {
    var filters =
        Filters.NONE
            .with(AuditFilter.SERVER, "kubernetes")
            .with(AuditFilter.TOOL, "kubectl_delete")
            .with(AuditFilter.SUBJECT, "dana")
            .with(AuditFilter.GATEWAY, "gateway")
            .with(AuditFilter.RULE, "rule-1")
            .with(AuditFilter.FROM, Instant.EPOCH.toString())
            .with(AuditFilter.TO, Instant.now().plusSeconds(600).toString());
    filters = session == null ? filters : filters.with(AuditFilter.SESSION, session);
    filters = agent == null ? filters : filters.with(AuditFilter.AGENT, agent);
    return decider == null ? filters : filters.with(AuditFilter.DECIDER, decider);
  }

  private static <T> List<T> atOnce(int threads, IndexedTask<T> task)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<T>>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        Callable<T> call =
            () -> {
              start.await();
              return task.run(index);
            };
        futures.add(executor.submit(call));
      }
      start.countDown();
      var results = new ArrayList<T>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private interface IndexedTask<T> {
    T run(int index);
  }
}
