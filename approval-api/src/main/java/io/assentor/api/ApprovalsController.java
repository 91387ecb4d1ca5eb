// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.FailureLog;
import io.assentor.core.Parties;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Use;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.call.Release;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.ledger.Submission;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Submitting, waiting and reading. */
@RestController
class ApprovalsController {

  private static final Logger LOG = LoggerFactory.getLogger(ApprovalsController.class);

  /** The longest time after its wait that a gateway waits for its answer to be read. */
  private static final Duration AFTER_WAIT = Duration.ofSeconds(5);

  private final FailureLog log = new FailureLog(LOG::warn);

  private final Approvals approvals;
  private final Authority authority;
  private final LedgerReader ledger;
  private final Waiters waiters;
  private final SubmissionLimit limit;
  private final Replies replies;
  private final Faults faults;
  private final LimitedReads reads = new LimitedReads(Runtime.getRuntime().availableProcessors());

  ApprovalsController(
      Approvals approvals,
      Authority authority,
      LedgerReader ledger,
      Waiters waiters,
      SubmissionLimit limit,
      Replies replies,
      Faults faults) {
    this.approvals = approvals;
    this.authority = authority;
    this.ledger = ledger;
    this.waiters = waiters;
    this.limit = limit;
    this.replies = replies;
    this.faults = faults;
  }

  @PostMapping("/v1/approvals")
  @Operation(summary = "Submit a tool call, or attach to its open request")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Submission.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Waits
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> submit(HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    limit.admit(caller.principal());
    var wait = RequestHeaders.wait(http);
    return waiting(
        wait.orElse(Duration.ZERO),
        () ->
            switch (submitted(http, caller, wait)) {
              case Answered(var answer) -> answer;
              case Held held -> {
                var left = await(held, http);
                yield woken(left, () -> afterwards(held, caller), held.answer);
              }
            });
  }

  /** The immediate result of a submission. */
  private sealed interface Outcome {}

  /** There is nothing to wait for. */
  private record Answered(ResponseEntity<?> answer) implements Outcome {}

  /**
   * Everything that a gateway's wait needs, without the call, which may be large.
   *
   * @param attempt names the release, for a hook that can make one request only
   * @param answer the answer now
   */
  private record Held(ApprovalId id, Duration maxWait, String attempt, ResponseEntity<?> answer)
      implements Outcome {}

  private Outcome submitted(HttpServletRequest http, Caller caller, Optional<Duration> wait) {
    var request = asked(http, caller);
    var submission = approvals.submit(request);
    if (submission instanceof Submission.KeyReused(var entry)) {
      return new Answered(replies.refused(entry, new Refusal.KeyReused(), caller));
    }
    var entry = submission.entry();
    var attempt = Submit.releaseAttempt(request);
    if (released(submission, entry, attempt)) {
      return new Answered(replies.releasing(entry, wait));
    }
    if (wait.isPresent() && entry.status() == Status.PENDING) {
      return new Held(entry.id(), wait.get(), attempt, replies.briefly(entry, wait));
    }
    return new Answered(answer(entry, caller, wait, attempt));
  }

  private static NewRequest asked(HttpServletRequest http, Caller caller) {
    var body = RequestBody.of(http);
    var key = RequestHeaders.idempotencyKey(http);
    var asked = SubmissionBody.read(body.exactMembers(), caller.principal());
    return key == null ? asked : asked.keyed(new IdempotencyKey(key, asked.meaning(), body.hash()));
  }

  private ResponseEntity<?> afterwards(Held held, Caller caller) {
    var entry = ledger.find(held.id).orElseThrow();
    return answer(entry, caller, Optional.of(held.maxWait), held.attempt);
  }

  /** Returns the answer to a submission, and releases the call if the submission asked for it. */
  private ResponseEntity<?> answer(
      ApprovalRecord entry, Caller caller, Optional<Duration> wait, String attempt) {
    boolean releasable = entry.approval().use(entry.asOf()) == Use.UNUSED;
    if (releasable && entry.approval().request().release() == Release.ON_ANSWER) {
      return releasing(entry, caller, attempt, wait);
    }
    return replies.answer(entry, caller, wait);
  }

  /** Resolves the actor again, because the wait may have been long. */
  private ResponseEntity<?> releasing(
      ApprovalRecord entry, Caller caller, String attempt, Optional<Duration> wait) {
    var actor = caller.actor(authority);
    return switch (authority.admit(actor, entry.id(), Action.CONSUME)) {
      case Authority.Refused refused -> replies.answer(entry, caller, wait);
      case Admitted admitted ->
          switch (approvals.consumeOnAnswer(admitted, attempt)) {
            case CommandResult.Done(var consumed, var repeat) -> replies.releasing(consumed, wait);
            case CommandResult.Declined(var now, var refusal) -> replies.answer(now, caller, wait);
            case CommandResult.Unknown unknown -> replies.answer(entry, caller, wait);
          };
    };
  }

  /** Returns how long reading the answer may be delayed: the rest of the wait. */
  @SuppressWarnings("try") // a scope is only closed
  private Duration await(Held held, HttpServletRequest http) {
    RequestWorkFilter.arriving(http).release();
    long end = System.nanoTime() + held.maxWait.toNanos();
    try (var suspended = Work.suspend()) {
      waiters.await(held.id, held.maxWait);
    }
    var left = Duration.ofNanos(end - System.nanoTime());
    return left.compareTo(AFTER_WAIT) > 0 ? left : AFTER_WAIT;
  }

  /**
   * Reads the answer, a few at a time: a decision may wake many gateways at once, and their calls
   * may be large.
   *
   * @param timeout how long to wait for other reads
   * @param known the answer if the current one cannot be read; an error would say that no request
   *     waits
   */
  private ResponseEntity<?> woken(
      Duration timeout, Supplier<ResponseEntity<?>> answer, ResponseEntity<?> known) {
    try {
      return reads.read(timeout, answer);
    } catch (RuntimeException e) {
      if (!faults.isTemporary(e) && !(e instanceof WorkEndedException)) {
        throw e;
      }
      log.failed("Reading approvals after a wait failed; answering what was known", e);
      return known;
    }
  }

  /** Returns whether this submission, or its immediate repeat with the same key, is the release. */
  private static boolean released(Submission submission, ApprovalRecord entry, String attempt) {
    Approval approval = entry.approval();
    return switch (submission) {
      case Submission.Created it -> approval.use(entry.asOf()) == Use.CONSUMED;
      case Submission.Repeated it -> approval.isRepeatOfRelease(attempt, entry.asOf());
      case Submission.Attached it -> false;
      case Submission.KeyReused it -> false;
    };
  }

  @GetMapping("/v1/approvals/{id}")
  @Operation(summary = "The current answer to a request; waits with Prefer: wait=N")
  @AnswersOrProblem
  @AnswersOrProblem.Waits
  ResponseEntity<?> get(
      @PathVariable String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var wait = RequestHeaders.wait(http);
    return waiting(
        wait.orElse(Duration.ZERO),
        () ->
            switch (found(id, caller, http, wait)) {
              case Answered(var answer) -> answer;
              case Held held -> {
                var left = await(held, http);
                yield woken(
                    left,
                    () -> replies.answerToRead(ledger.find(held.id).orElseThrow(), caller, wait),
                    held.answer);
              }
            });
  }

  private Outcome found(
      String id, Caller caller, HttpServletRequest http, Optional<Duration> wait) {
    var entry = find(id, caller, http);
    return wait.isEmpty() || entry.status() != Status.PENDING
        ? new Answered(replies.answerToRead(entry, caller, wait))
        : new Held(entry.id(), wait.get(), "", replies.briefly(entry, wait));
  }

  private ApprovalRecord find(String text, Caller caller, HttpServletRequest http) {
    var id =
        replies.id(text, caller).orElseThrow(() -> replies.problem(new Refusal.UnknownApproval()));
    return switch (authority.admit(ActorFilter.actor(http), id, Action.READ)) {
      case Admitted admitted -> admitted.entry();
      case Authority.Refused(var entry, var why) -> throw replies.problem(why);
    };
  }

  @GetMapping("/v1/approvals")
  @Operation(summary = "Requests of the tenant, or with mine=true those that wait for the caller")
  Page list(HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var actor = ActorFilter.actor(http);
    var asked = Parameters.of(http);
    @Nullable Candidate candidate = null;
    if (asked.mine()) {
      candidate = actor.candidate().orElse(null);
      if (candidate == null) {
        return new Page(List.of(), null, null);
      }
    }
    var query =
        new Query(
            caller.principal().tenant(), candidate, asked.filters(), asked.limit(), asked.cursor());
    var page = ledger.search(query);
    return replies.page(asked.mine() ? mayDecide(page, actor) : page, caller);
  }

  /** Leaves out requests on whose side the person is by now. */
  private LedgerReader.Page mayDecide(LedgerReader.Page page, Actor actor) {
    var items =
        page.items().stream().filter(it -> !authority.isOnSide(Parties.of(it), actor)).toList();
    return new LedgerReader.Page(items, page.damaged(), page.next());
  }

  /** Runs an operation that may wait, in a place reserved before anything is committed. */
  private ResponseEntity<?> waiting(Duration wait, Supplier<ResponseEntity<?>> work) {
    if (wait.isZero()) {
      return work.get();
    }
    if (!waiters.reserve()) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.OVER_CAPACITY,
              "Too many gateways are waiting at this server; nothing was recorded."));
    }
    try {
      return work.get();
    } finally {
      waiters.release();
    }
  }

  /**
   * A page of answers.
   *
   * @param damaged those on the page whose records are damaged; absent if there are none
   */
  record Page(
      List<Answer> items,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Damaged> damaged,
      @Schema(types = {"string", "null"}) @Nullable String next) {}

  /**
   * An approval whose record failed verification, with the index's unauthenticated data about it.
   *
   * @param status always {@code damaged}
   * @param why what is wrong with the record
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Damaged(
      UUID id,
      String status,
      String why,
      String server,
      String tool,
      String subject,
      String agent,
      String rule,
      Instant submittedAt,
      @Nullable Instant expiresAt) {

    static Damaged of(DamagedRecord it) {
      return new Damaged(
          it.id().uuid(),
          "damaged",
          it.why(),
          it.server(),
          it.tool(),
          it.subject(),
          it.agent(),
          it.rule(),
          it.submittedAt(),
          it.expiresAt());
    }
  }
}
