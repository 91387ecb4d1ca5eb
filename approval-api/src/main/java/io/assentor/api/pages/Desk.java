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
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Waiting;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The actions of people on a request: what they may do, and doing it. */
final class Desk {

  /** The most candidates checked, because a list may be slightly out of date. */
  private static final int NEXT = 10;

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

  /** The decision form as submitted. */
  record Form(Verdict verdict, @Nullable String reason, String view, CommandId nonce) {}

  Optional<ApprovalRecord> find(ApprovalId id) {
    return ledger.find(id);
  }

  /** Returns the actor as a possible approver; empty if they cannot decide anything. */
  static Optional<Candidate> candidate(Actor actor) {
    return actor.is(Role.APPROVER) ? actor.candidate() : Optional.empty();
  }

  /** Returns whether the actor is on a request's side by the current directory. */
  boolean isOnSide(Parties parties, Actor actor) {
    return authority.isOnSide(parties, actor);
  }

  /**
   * Returns the request with the soonest expiry that waits for this person, other than this one.
   */
  Optional<ApprovalId> next(Actor actor, @Nullable ApprovalId but) {
    return candidate(actor).stream()
        .flatMap(it -> ledger.waiting(actor.principal().tenant(), it, NEXT).stream())
        .map(Waiting::id)
        .filter(it -> !it.equals(but))
        .filter(it -> mayDecide(it, actor))
        .findFirst();
  }

  /** A damaged record must not hide the requests behind it. */
  private boolean mayDecide(ApprovalId id, Actor actor) {
    try {
      return find(id).filter(it -> mayDecide(it, actor)).isPresent();
    } catch (DamagedRecordException e) {
      return false;
    }
  }

  private boolean mayDecide(ApprovalRecord entry, Actor actor) {
    return entry.status() == Status.PENDING
        && authority.eligibility(entry, actor) instanceof Eligibility.May;
  }

  /** Returns whether this person can revoke this approval now. */
  boolean mayRevoke(ApprovalRecord entry, Actor actor) {
    return entry.approval().use(entry.asOf()) == Use.UNUSED && authority.mayRevoke(entry, actor);
  }

  /**
   * Returns the rendering with the withheld text if this person asked for it in this session; empty
   * if they have not, or may no longer decide here.
   */
  Optional<Rendering> disclosed(ApprovalRecord entry, Actor actor, HttpSession session) {
    var doors = doors(entry);
    boolean may =
        DisclosedInSession.has(session, entry.id())
            && doors.admit(stepUp.door(session, doors))
            && mayDecide(entry, actor);
    return may
        ? approvals.disclosed(entry).filter(it -> wasShown(entry, actor, it))
        : Optional.empty();
  }

  private static boolean wasShown(ApprovalRecord entry, Actor actor, Rendering rendering) {
    var view = entry.viewOf(rendering);
    return candidate(actor).filter(it -> entry.approval().wasShown(it.human(), view)).isPresent();
  }

  /** Shows the withheld text in this session, or says why this person may not see it. */
  Optional<Message> disclose(ApprovalRecord entry, Actor actor, HttpSession session) {
    var outcome =
        switch (authority.admit(actor, entry.id(), Action.DISCLOSE)) {
          case Authority.Refused(var now, var why) -> new CommandResult.Declined(entry, why);
          case Admitted admitted ->
              approvals.disclose(admitted, stepUp.door(session, doors(entry))).result();
        };
    return switch (outcome) {
      case CommandResult.Done done -> {
        DisclosedInSession.add(session, entry.id());
        yield Optional.empty();
      }
      case CommandResult.Declined(var now, var why) ->
          Optional.of(refused("Nothing was shown.", now, why));
      case CommandResult.Unknown unknown -> throw PageException.notFound();
    };
  }

  /**
   * Returns what this person may do, by what right or why not.
   *
   * @param disclosed whether the withheld text is shown
   */
  Bar bar(ApprovalRecord entry, Actor actor, HttpSession session, boolean disclosed) {
    if (entry.status() != Status.PENDING) {
      return closed(entry, actor);
    }
    return switch (authority.eligibility(entry, actor)) {
      case Eligibility.MayNot(var why) -> Bar.nothing(DisplayText.line(Refusals.detail(why)));
      case Eligibility.May(var stage, var rights) ->
          atTheDoor(
              entry,
              "You can decide because "
                  + DisplayText.line(
                      rights.stream().map(Desk::right).collect(Collectors.joining(", and ")))
                  + ".",
              session,
              disclosed);
    };
  }

  private static String right(Eligible it) {
    return switch (it) {
      case Eligible.Role(var name) -> "you hold the role " + name;
      case Eligible.Group(var name) -> "you are in the group " + name;
      case Eligible.People people -> "you are named";
    };
  }

  private Bar atTheDoor(ApprovalRecord entry, String why, HttpSession session, boolean disclosed) {
    var doors = doors(entry);
    var door = stepUp.door(session, doors);
    if (doors.admit(door)) {
      return new Bar(kind(entry, disclosed), why, null, door.text(), false);
    }
    if (doors.admit(Door.PAGE_STEP_UP)) {
      var page = "/approvals/" + entry.id().uuid();
      return new Bar(Bar.Kind.STEP_UP, why, PageSettings.SIGN_IN + "?again=" + page, null, false);
    }
    return Bar.nothing(
        why + " But not on this page: policy requires the decision through " + text(doors) + ".");
  }

  private static Bar.Kind kind(ApprovalRecord entry, boolean disclosed) {
    if (disclosed || !entry.content().hasWithheldParts()) {
      return Bar.Kind.DECIDE;
    }
    return entry.content().shown().onRequest().isEmpty() ? Bar.Kind.DENY : Bar.Kind.DISCLOSE;
  }

  private Bar closed(ApprovalRecord entry, Actor actor) {
    boolean mayRevoke = mayRevoke(entry, actor);
    var why =
        mayRevoke
            ? "You can revoke this approval until it is used."
            : "This request is closed. No action is needed.";
    return new Bar(Bar.Kind.NOTHING, why, null, null, mayRevoke);
  }

  static String text(Doors doors) {
    return switch (doors) {
      case Doors.Any any -> "any door";
      case Doors.Only(var names) -> String.join(" or ", names);
    };
  }

  /** Returns the doors of a request; the strongest for one that waits for nobody. */
  static Doors doors(ApprovalRecord entry) {
    return requirement(entry).map(Requirement::doors).orElseGet(() -> Doors.of(Door.PAGE_STEP_UP));
  }

  static Optional<Requirement> requirement(ApprovalRecord entry) {
    return entry.approval().request().assessment().effect() instanceof Effect.Require(var it)
        ? Optional.of(it)
        : Optional.empty();
  }

  /**
   * Decides a request. If this person may not, the message says why, and the attempt is recorded.
   */
  Message decide(ApprovalRecord entry, Actor actor, Form form, HttpSession session) {
    return switch (authority.admit(actor, entry.id(), Action.DECIDE)) {
      case Authority.Refused(var now, var why) -> refused(entry, why);
      case Admitted admitted ->
          decided(
              approvals.decide(
                  admitted,
                  form.nonce(),
                  stepUp.door(session, doors(entry)),
                  form.verdict(),
                  form.reason(),
                  form.view()),
              form.verdict());
    };
  }

  /** Revokes an approval. */
  Message revoke(ApprovalRecord entry, Actor actor, @Nullable String reason, CommandId nonce) {
    return switch (authority.admit(actor, entry.id(), Action.REVOKE)) {
      case Authority.Refused(var now, var why) -> refused(entry, why);
      case Admitted admitted ->
          message(
              approvals.revoke(admitted, nonce, reason), Message.Kind.STOPPED, "You revoked this.");
    };
  }

  /** Returns an approval to act on; an attempt on an unknown one is recorded. */
  ApprovalRecord findToTouch(ApprovalId id, Actor actor, Action action) {
    return find(id)
        .orElseThrow(
            () -> {
              authority.admit(actor, id, action);
              return PageException.notFound();
            });
  }

  private static Message decided(CommandResult outcome, Verdict verdict) {
    return verdict == Verdict.APPROVE
        ? message(outcome, Message.Kind.GOOD, "You approved this.")
        : message(outcome, Message.Kind.STOPPED, "You denied this.");
  }

  private static Message message(CommandResult outcome, Message.Kind kind, String done) {
    return switch (outcome) {
      case CommandResult.Done(var entry, var repeat) ->
          new Message(kind, done, StatusLine.of(entry));
      case CommandResult.Declined(var entry, var refusal) -> refused(entry, refusal);
      case CommandResult.Unknown unknown -> throw PageException.notFound();
    };
  }

  /** Describes a decision that was not recorded: why, and who decided before. */
  private static Message refused(ApprovalRecord entry, Refusal refusal) {
    return refused("Your decision was not recorded.", entry, refusal);
  }

  private static Message refused(String title, ApprovalRecord entry, Refusal refusal) {
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
        false, title, (DisplayText.line(Refusals.detail(refusal)) + " " + before).strip());
  }
}
