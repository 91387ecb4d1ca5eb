// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.Caller;
import io.assentor.api.Role;
import io.assentor.core.Approvals;
import io.assentor.core.Refusals;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Decidable;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where people decide: what they may do with a request, and doing it. */
final class Desk {

  private final Approvals approvals;
  private final LedgerReader ledger;
  private final StepUp stepUp;

  Desk(Approvals approvals, LedgerReader ledger, StepUp stepUp) {
    this.approvals = approvals;
    this.ledger = ledger;
    this.stepUp = stepUp;
  }

  /** What somebody fills in. */
  record Form(Verdict verdict, @Nullable String reason, String view, CommandId nonce) {}

  Optional<ApprovalRecord> find(ApprovalId id) {
    return ledger.find(id);
  }

  /** What these people may decide; empty if they may decide nothing here. */
  Optional<Decidable> decidable(Caller caller) {
    return caller.is(Role.APPROVER)
        ? approvals.decidable(caller.principal(), caller.claimed())
        : Optional.empty();
  }

  /** What there is to do for this person, by what right or why not. */
  Bar bar(ApprovalRecord entry, Caller caller, HttpSession session) {
    if (entry.status() != Status.PENDING) {
      return closed(entry, caller);
    }
    var decidable = decidable(caller);
    if (!caller.is(Role.APPROVER)) {
      return Bar.nothing("You may look, but your roles do not let you decide.");
    }
    var refusal = approvals.mayNotDecide(entry, caller.principal());
    if (refusal.isPresent() || decidable.isEmpty()) {
      return Bar.nothing(refusal.map(Refusals::detail).orElse("The directory does not know you."));
    }
    return open(entry, decidable.get(), session);
  }

  private Bar open(ApprovalRecord entry, Decidable person, HttpSession session) {
    var approval = entry.approval();
    if (approval.request().barred().contains(person.person())) {
      return Bar.nothing(Refusals.detail(new Refusal.OwnRequest()));
    }
    if (approval.deciders().contains(person.person())) {
      return Bar.nothing("You have decided; one person counts once. Others are asked now.");
    }
    var stage = approval.openStage().orElseThrow();
    var right =
        stage.eligible().stream()
            .filter(it -> !Collections.disjoint(it.capacities(), person.capacities()))
            .toList();
    if (right.isEmpty()) {
      return Bar.nothing(
          "This stage asks for "
              + DisplayText.line(Eligible.described(stage.eligible()))
              + ", and you are not one of them.");
    }
    var why =
        right.stream()
            .map(
                it ->
                    switch (it) {
                      case Eligible.Role(var name) -> "you hold the role " + name;
                      case Eligible.Group(var name) -> "you are in the group " + name;
                      case Eligible.People people -> "you are named";
                    })
            .collect(Collectors.joining(", and "));
    return atTheDoor(entry, "You may decide because " + DisplayText.line(why) + ".", session);
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

  private Bar closed(ApprovalRecord entry, Caller caller) {
    boolean admin = caller.is(Role.ADMIN);
    boolean mayRevoke =
        entry.approval().use(entry.asOf()) == Use.UNUSED
            && (admin || caller.is(Role.APPROVER))
            && approvals.mayNotRevoke(entry, caller.principal(), admin).isEmpty();
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

  /** Rules on a request. Whoever may not hears why, and it is filed. */
  Message decide(ApprovalRecord entry, Caller caller, Form form, HttpSession session) {
    if (!caller.is(Role.APPROVER)) {
      var refusal = new Refusal.NotAllowed("your roles do not let you decide");
      approvals.file(entry.id(), caller.principal(), "decide", refusal);
      return refused(entry, refusal);
    }
    var outcome =
        approvals.decide(
            entry,
            form.nonce(),
            caller.principal(),
            stepUp.door(session, doors(entry)),
            caller.claimed(),
            form.verdict(),
            form.reason(),
            form.view());
    return message(outcome, form.verdict() == Verdict.APPROVE ? "approved" : "denied");
  }

  /** Withdraws an approval. */
  Message revoke(ApprovalRecord entry, Caller caller, @Nullable String reason, CommandId nonce) {
    boolean admin = caller.is(Role.ADMIN);
    var refusal =
        admin || caller.is(Role.APPROVER)
            ? approvals.mayNotRevoke(entry, caller.principal(), admin)
            : Optional.<Refusal>of(new Refusal.NotAllowed("your roles do not let you revoke"));
    if (refusal.isPresent()) {
      approvals.file(entry.id(), caller.principal(), "revoke", refusal.get());
      return refused(entry, refusal.get());
    }
    return message(
        approvals.revoke(entry.id(), nonce, caller.principal(), admin, reason), "revoked");
  }

  /** Somebody of one tenant tried to touch what only another may have. */
  void fileUnknown(ApprovalId id, Caller caller, String command) {
    approvals.file(id, caller.principal(), command, new Refusal.UnknownApproval());
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
