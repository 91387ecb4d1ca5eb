// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.Parties;
import io.assentor.core.Refusals;
import io.assentor.core.Role;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where people decide: what they may do with a request, and doing it. */
final class Desk {

  private final Approvals approvals;
  private final Authority authority;
  private final LedgerReader ledger;
  private final StepUp stepUp;

  Desk(Approvals approvals, Authority authority, LedgerReader ledger, StepUp stepUp) {
    this.approvals = approvals;
    this.authority = authority;
    this.ledger = ledger;
    this.stepUp = stepUp;
  }

  /** What somebody fills in. */
  record Form(Verdict verdict, @Nullable String reason, String view, CommandId nonce) {}

  Optional<ApprovalRecord> find(ApprovalId id) {
    return ledger.find(id);
  }

  /** Who might decide; empty if they may decide nothing here. */
  static Optional<Candidate> candidate(Actor actor) {
    return actor.is(Role.APPROVER) ? actor.candidate() : Optional.empty();
  }

  /** Whether this person is on a request's side by today's directory. */
  boolean isOnSide(Parties parties, Actor actor) {
    return authority.isOnSide(parties, actor);
  }

  /** What there is to do for this person, by what right or why not. */
  Bar bar(ApprovalRecord entry, Actor actor, HttpSession session) {
    if (entry.status() != Status.PENDING) {
      return closed(entry, actor);
    }
    return switch (authority.eligibility(entry, actor)) {
      case Eligibility.MayNot(var why) -> Bar.nothing(DisplayText.line(Refusals.detail(why)));
      case Eligibility.May(var stage, var rights) ->
          atTheDoor(
              entry,
              "You may decide because "
                  + DisplayText.line(
                      rights.stream().map(Desk::right).collect(Collectors.joining(", and ")))
                  + ".",
              session);
    };
  }

  private static String right(Eligible it) {
    return switch (it) {
      case Eligible.Role(var name) -> "you hold the role " + name;
      case Eligible.Group(var name) -> "you are in the group " + name;
      case Eligible.People people -> "you are named";
    };
  }

  private Bar atTheDoor(ApprovalRecord entry, String why, HttpSession session) {
    var doors = doors(entry);
    var door = stepUp.door(session, doors);
    if (doors.contains(door)) {
      return new Bar(Bar.Kind.DECIDE, why, null, door.text(), false);
    }
    if (doors.contains(Door.PAGE_STEP_UP)) {
      var page = "/approvals/" + entry.id().uuid();
      return new Bar(Bar.Kind.STEP_UP, why, PageSettings.SIGN_IN + "?again=" + page, null, false);
    }
    return Bar.nothing(why + " But not here: this request is decided by " + text(doors) + ".");
  }

  private Bar closed(ApprovalRecord entry, Actor actor) {
    boolean mayRevoke =
        entry.approval().use(entry.asOf()) == Use.UNUSED && authority.mayRevoke(entry, actor);
    var why =
        mayRevoke
            ? "You may still withdraw this approval, until it is used."
            : "There is nothing left to decide.";
    return new Bar(Bar.Kind.NOTHING, why, null, null, mayRevoke);
  }

  static String text(Set<Door> doors) {
    return doors.stream().map(Door::text).sorted().collect(Collectors.joining(" or "));
  }

  static Set<Door> doors(ApprovalRecord entry) {
    return entry.approval().request().assessment().effect() instanceof Effect.Require(var it)
        ? it.doors()
        : Set.<Door>of();
  }

  static Optional<Requirement> requirement(ApprovalRecord entry) {
    return entry.approval().request().assessment().effect() instanceof Effect.Require(var it)
        ? Optional.of(it)
        : Optional.empty();
  }

  /** Decides a request. Someone who may not is told why, and it is recorded. */
  Message decide(ApprovalRecord entry, Actor actor, Form form, HttpSession session) {
    return switch (authority.admit(actor, entry.id(), Action.DECIDE)) {
      case Authority.Refused(var now, var why) -> refused(entry, why);
      case Admitted admitted ->
          message(
              approvals.decide(
                  admitted,
                  form.nonce(),
                  stepUp.door(session, doors(entry)),
                  form.verdict(),
                  form.reason(),
                  form.view()),
              form.verdict() == Verdict.APPROVE ? "approved" : "denied");
    };
  }

  /** Withdraws an approval. */
  Message revoke(ApprovalRecord entry, Actor actor, @Nullable String reason, CommandId nonce) {
    return switch (authority.admit(actor, entry.id(), Action.REVOKE)) {
      case Authority.Refused(var now, var why) -> refused(entry, why);
      case Admitted admitted -> message(approvals.revoke(admitted, nonce, reason), "revoked");
    };
  }

  /** Returns an approval to act on; it is recorded if someone tries one they cannot know of. */
  ApprovalRecord findToTouch(ApprovalId id, Actor actor, Action action) {
    return find(id)
        .orElseThrow(
            () -> {
              authority.admit(actor, id, action);
              return PageException.notFound();
            });
  }

  private static Message message(CommandResult outcome, String done) {
    return switch (outcome) {
      case CommandResult.Done(var entry, var repeat) ->
          new Message(
              true,
              "You " + done + " this.",
              entry.status() == Status.PENDING
                  ? "It waits for others now."
                  : Progress.of(entry, false).sentence());
      case CommandResult.Declined(var entry, var refusal) -> refused(entry, refusal);
      case CommandResult.Unknown unknown -> throw PageException.notFound();
    };
  }

  /** The truth about a click that did not count: why, and who was there before. */
  private static Message refused(ApprovalRecord entry, Refusal refusal) {
    var before =
        entry.approval().decisions().stream()
            .map(
                it ->
                    DisplayText.line(it.standing().person())
                        + (it.verdict() == Verdict.APPROVE ? " approved it on " : " denied it on ")
                        + Time.of(it.at()).text()
                        + ".")
            .collect(Collectors.joining(" "));
    return new Message(
        false,
        "Your click was not carried out.",
        (DisplayText.line(Refusals.detail(refusal)) + " " + before).strip());
  }
}
