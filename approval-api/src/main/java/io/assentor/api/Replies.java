// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Authority;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.FailureLog;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;

/** Turns results of the core into HTTP answers: 200, 202 while pending, or a problem. */
final class Replies {

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final FailureLog log = new FailureLog(LOG::warn);
  private final Answers answers;
  private final LedgerReader ledger;

  Replies(Answers answers, LedgerReader ledger) {
    this.answers = answers;
    this.ledger = ledger;
  }

  /** Returns the id in a path; empty if it is not an id. */
  Optional<ApprovalId> id(String text, Caller caller) {
    return caller.approval(text);
  }

  /** Returns an answer that releases nothing. */
  ResponseEntity<?> answer(ApprovalRecord entry, Caller caller, Optional<Duration> waited) {
    return respond(entry, of(entry, caller), waited);
  }

  /**
   * Returns the answer to a reader; fails if the reader may see the call but it cannot be shown.
   *
   * @throws DamagedRecordException if the stored rendering does not have the view's hash
   */
  ResponseEntity<?> answerToRead(ApprovalRecord entry, Caller caller, Optional<Duration> waited) {
    return respond(entry, told(answers.shown(entry, caller.reviews()), entry, caller), waited);
  }

  /** Returns an answer that releases nothing and never contains the call. */
  ResponseEntity<?> briefly(ApprovalRecord entry, Optional<Duration> waited) {
    return respond(entry, answers.of(entry, false), waited);
  }

  /** Returns the answer that releases the call. */
  ResponseEntity<?> releasing(ApprovalRecord entry, Optional<Duration> waited) {
    return respond(entry, answers.releasing(entry), waited);
  }

  /** Returns the proof, or fails with the problem. */
  Admitted admitted(Authority.Admission admission, Caller caller) {
    return switch (admission) {
      case Admitted it -> it;
      case Authority.Refused(var entry, var why) ->
          throw entry == null ? problem(why) : problem(why, entry, caller);
    };
  }

  /** The answer to a command. */
  ResponseEntity<?> outcome(CommandResult outcome, Caller caller) {
    return switch (outcome) {
      case CommandResult.Done(var entry, var repeat) -> answer(entry, caller, Optional.empty());
      case CommandResult.Declined(var entry, var refusal) -> refused(entry, refusal, caller);
      case CommandResult.Unknown unknown -> throw problem(new Refusal.UnknownApproval());
    };
  }

  ResponseEntity<?> refused(ApprovalRecord entry, Refusal refusal, Caller caller) {
    return ProblemAdvice.respond(problem(refusal, entry, caller).problem());
  }

  ProblemException problem(Refusal refusal, ApprovalRecord entry, Caller caller) {
    return new ProblemException(Problem.of(refusal, of(entry, caller)));
  }

  /**
   * Returns the result of a command. It may be committed, so it is answered even if nothing can be
   * read.
   */
  private Answer of(ApprovalRecord entry, Caller caller) {
    try {
      return told(answers.of(entry, caller.reviews()), entry, caller);
    } catch (RuntimeException e) {
      log.unexpected("answer", "Reading what an answer adds failed; answering without it", e);
      return answers.of(entry, false);
    }
  }

  /** Adds the status of messages, for callers who may see the call. */
  private Answer told(Answer answer, ApprovalRecord entry, Caller caller) {
    return caller.reviews() ? answer.with(deliveries(entry.id())) : answer;
  }

  private List<DeliveryStatus> deliveries(ApprovalId id) {
    return ledger.deliveries(id).stream().map(DeliveryStatus::of).toList();
  }

  ProblemException problem(Refusal refusal) {
    return new ProblemException(Problem.of(refusal, null));
  }

  Answer answerOnly(ApprovalRecord entry) {
    return answers.of(entry, true);
  }

  ApprovalsController.Page page(LedgerReader.Page page, Caller caller) {
    var shown = answers.shown(page.items(), caller.reviews());
    var items = new ArrayList<Answer>();
    var damaged = new ArrayList<ApprovalsController.Damaged>();
    for (var entry : page.items()) {
      try {
        items.add(shown.apply(entry));
      } catch (DamagedRecordException e) {
        damaged.add(ApprovalsController.Damaged.of(DamagedRecord.of(entry, e.why())));
      }
    }
    page.damaged().stream().map(ApprovalsController.Damaged::of).forEach(damaged::add);
    return new ApprovalsController.Page(items, damaged.isEmpty() ? null : damaged, page.next());
  }

  private static ResponseEntity<?> respond(
      ApprovalRecord entry, Answer answer, Optional<Duration> waited) {
    boolean pending = entry.status() == Status.PENDING;
    var response = ResponseEntity.status(pending ? 202 : 200);
    waited.ifPresent(w -> response.header("Preference-Applied", "wait=" + w.toSeconds()));
    if (pending) {
      response
          .header("Location", "/v1/approvals/" + answer.id())
          .header("Retry-After", Integer.toString(Answers.POLL_AFTER_SECONDS));
    }
    return response.body(answer);
  }
}
