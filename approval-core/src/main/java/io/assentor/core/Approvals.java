// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Principal;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.Submission;
import io.assentor.core.policy.Door;
import io.assentor.core.work.Work;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commands on approvals, for every entry point. {@link Authority} admits the actor; this class
 * passes the command to the ledger, which rules on it, records refusals, and notifies waiters of
 * changes.
 */
public final class Approvals {

  private static final System.Logger LOG = System.getLogger(Approvals.class.getName());

  /** An approval rarely changes between the recheck and the lock. */
  private static final int MAX_RECHECKS = 10;

  private final FailureLog log = new FailureLog((line, e) -> LOG.log(Level.WARNING, line, e));
  private final Ledger ledger;
  private final Rules rules;
  private final Courier courier;
  private final AttemptFile attempts;
  private final FloodGate gate = new FloodGate(System::nanoTime);

  public Approvals(Ledger ledger, Authority authority, Courier courier) {
    this.ledger = ledger;
    this.rules = authority.rules();
    this.courier = courier;
    this.attempts = authority.attempts();
  }

  /** Submits a call for a gateway. Policy judges every submission, repeats included. */
  public Submission submit(NewRequest request) {
    var now = rules.current();
    var tenant = request.gateway().tenant();
    var judgement = now.policies().judge(tenant, request);
    var proposal = Proposal.of(request, judgement, now);
    var asked = proposal.asked();
    var place = gate.take(tenant, request.agent().id(), asked, judgement.budgets());
    boolean asks = false;
    try {
      var submission = ledger.submit(proposal.submit(place.refusal()));
      asks =
          submission instanceof Submission.Created(var entry, var superseded)
              && entry.status() == Status.PENDING;
      Work.markCommitted();
      told(submission, request);
      return submission;
    } finally {
      // Also if it failed: retries must not use up the budget when nobody was asked.
      if (!asks) {
        gate.giveBack(place);
      }
    }
  }

  private void told(Submission submission, NewRequest request) {
    if (submission instanceof Submission.Created(var entry, var superseded)) {
      superseded.ifPresent(courier::moved);
      if (entry.status() == Status.PENDING) {
        courier.moved(entry.id());
      }
    } else if (submission instanceof Submission.KeyReused(var entry)) {
      attempts.file(entry.id(), request.gateway(), "submit", new Refusal.KeyReused());
    }
  }

  /**
   * Returns what policy and directory say about a call, and why; nothing is recorded. A caller that
   * is not a gateway asks on behalf of an unnamed one, because the caller would not be on the
   * request's side.
   */
  public Explanation explain(NewRequest request, Actor by) {
    var issuer = request.gateway().issuer();
    var unnamed = new Principal(request.gateway().tenant(), issuer, "");
    return Explanation.of(
        by.is(Role.GATEWAY) ? request : request.submittedBy(unnamed), rules.current());
  }

  /**
   * Decides a request for an approver.
   *
   * @param door where the decision came in
   * @param view hash of the rendering the approver saw
   */
  public CommandResult decide(
      Admitted admitted,
      @Nullable CommandId commandId,
      Door door,
      Verdict verdict,
      @Nullable String reason,
      String view) {
    var entry = admitted.to(Action.DECIDE).entry();
    var command =
        new Command.Decide(
            admitted.actor().standing(door).orElseThrow(),
            verdict,
            reason,
            view,
            admitted.today(),
            rendered(entry, door, verdict),
            entry.content().hasWithheldParts());
    return switch (execute(entry.id(), commandId, command)) {
      case CommandResult.Done(var decided, var repeat) ->
          new CommandResult.Done(followed(decided), repeat);
      case CommandResult.Declined(var declined, var why) ->
          new CommandResult.Declined(declined, admitted.actor().explained(why));
      case CommandResult.Unknown unknown -> unknown;
    };
  }

  /**
   * Returns what a door with its own renderings showed of the request; a shortened one does not
   * suffice for an approval. A stored rendering never changes, so it need not be read under the
   * lock.
   */
  private @Nullable String rendered(ApprovalRecord entry, Door door, Verdict verdict) {
    if (door.rendering().equals(RequestRendering.CHANNEL)) {
      return null;
    }
    return ledger
        .rendering(entry.id(), door.rendering())
        .filter(it -> it.isComplete() || verdict == Verdict.DENY)
        .map(entry::viewOf)
        .orElse(null);
  }

  /**
   * The result of asking for the withheld parts.
   *
   * @param rendering what may be shown; present if the command was carried out. It is read before,
   *     so that nothing can fail afterwards
   */
  public record Disclosure(CommandResult result, Optional<Rendering> rendering) {}

  /**
   * Shows an approver the withheld parts of the call. The disclosure is recorded before anything is
   * shown.
   *
   * @param door where they will be shown
   * @throws DamagedRecordException if they cannot be shown; then nothing is recorded
   */
  public Disclosure disclose(Admitted admitted, Door door) {
    var entry = admitted.to(Action.DISCLOSE).entry();
    var disclosed = disclosed(entry);
    var command =
        new Command.Disclose(
            admitted.actor().standing(door).orElseThrow(),
            admitted.today(),
            entry.content().shown().places(),
            disclosed.map(entry::viewOf).orElse(null));
    return new Disclosure(execute(entry.id(), null, command), disclosed);
  }

  /**
   * Returns the rendering with the withheld parts; empty if there are none that can be shown. Only
   * an approver who asked may see it.
   *
   * @throws DamagedRecordException if the stored data failed verification
   */
  public Optional<Rendering> disclosed(ApprovalRecord entry) {
    var content = entry.content();
    return content.hasWithheldParts()
        ? RequestRendering.disclosed(ledger.shown(entry), content.shown())
        : Optional.empty();
  }

  /** Cancels a request, for the gateway that submitted it or an admin. */
  public CommandResult cancel(
      Admitted admitted, @Nullable CommandId commandId, @Nullable String reason) {
    var actor = admitted.to(Action.CANCEL).actor();
    var cause = actor.is(Role.ADMIN) ? Reason.CANCELLED_BY_ADMIN : Reason.CANCELLED_BY_GATEWAY;
    return execute(
        admitted.entry().id(), commandId, new Command.Cancel(actor.principal(), cause, reason));
  }

  /** Revokes an approval before it is used, for an approver who decided it or an admin. */
  public CommandResult revoke(
      Admitted admitted, @Nullable CommandId commandId, @Nullable String reason) {
    var actor = admitted.to(Action.REVOKE).actor();
    return execute(
        admitted.entry().id(),
        commandId,
        new Command.Revoke(
            actor.principal(), actor.human().orElse(null), actor.is(Role.ADMIN), reason));
  }

  /**
   * Releases a call that the gateway is about to run. The approval is checked by current rules
   * first; if they object, it is revoked before the ledger rules.
   */
  public CommandResult consume(Admitted admitted, ToolCall call, String attemptId) {
    var by = admitted.to(Action.CONSUME).actor().principal();
    var entry = admitted.entry();
    var presented = Fingerprint.of(entry.content().salt(), call);
    var now = entry;
    for (int attempt = 1; ; attempt++) {
      var objection = Recheck.objection(now, rules.current());
      if (objection.isPresent()) {
        withdraw(now, objection.get());
      }
      var sequence = now.approval().sequence();
      var command = new Command.Consume(by, presented, attemptId, sequence);
      var outcome = ledger.execute(entry.id(), null, command);
      if (!(outcome instanceof CommandResult.Declined(var moved, var refusal)
          && refusal instanceof Refusal.Moved)) {
        return followUp(entry.id(), command, outcome);
      }
      if (attempt == MAX_RECHECKS) {
        throw new IllegalStateException(entry.id() + " moved " + attempt + " times in between");
      }
      now = moved;
    }
  }

  /** Releases an approved call in the answer to a submission that asked for it. */
  public CommandResult consumeOnAnswer(Admitted admitted, String attemptId) {
    return consume(admitted, admitted.entry().content().call(), attemptId);
  }

  /** The gateway reports how the released call went. */
  public CommandResult report(
      Admitted admitted,
      @Nullable CommandId commandId,
      ExecutionResult result,
      @Nullable String digest,
      @Nullable String message) {
    var by = admitted.to(Action.RESULT).actor().principal();
    return execute(
        admitted.entry().id(), commandId, new Command.Report(by, result, digest, message));
  }

  /**
   * Carries out what is due by the clock and the directory: expiry, reminders, widenings, giving
   * up.
   *
   * @param unreached people who could not be reached
   * @return the approval as it is now
   */
  public ApprovalRecord tend(ApprovalRecord entry, Set<String> unreached) {
    var approval = entry.approval();
    if (approval.closed() != null) {
      return entry;
    }
    var timer = Principal.assentor(entry.id().tenant(), "timer");
    if (entry.status() == Status.EXPIRED) {
      return after(execute(entry.id(), null, new Command.Expire(timer)), entry);
    }
    var now = entry;
    if (approval.nextDeadline().filter(due -> !due.isAfter(entry.asOf())).isPresent()) {
      now = after(execute(entry.id(), null, new Command.Escalate(timer)), entry);
    }
    return giveUpIfUnreachable(now, unreached);
  }

  /** Returns whether the directory leaves too few people to decide a pending request. */
  public boolean lacksPeople(ApprovalRecord entry) {
    return Staffing.givingUp(entry, Set.of(), rules.current()).isPresent();
  }

  /**
   * Follows up on a decision. If this fails, the worker does it, because the decision is recorded.
   */
  private ApprovalRecord followed(ApprovalRecord decided) {
    try {
      return giveUpIfUnreachable(decided, Set.of());
    } catch (RuntimeException e) {
      var line = "Counting who is left to decide " + decided.id() + " failed; the worker counts";
      log.unexpected("count", line, e);
      return decided;
    }
  }

  /** Widens or ends a request when too few people are left to decide it. */
  private ApprovalRecord giveUpIfUnreachable(ApprovalRecord entry, Set<String> unreached) {
    var now = entry;
    while (true) {
      var command = Staffing.givingUp(now, unreached, rules.current());
      if (command.isEmpty() || isTooSoon(now, command.get())) {
        return now;
      }
      var outcome = execute(now.id(), null, command.get());
      if (outcome instanceof CommandResult.Unknown) {
        return now;
      }
      now = after(outcome, now); // done, or changed meanwhile: count again
    }
  }

  /** The worker counts again once the directory is settled. */
  private boolean isTooSoon(ApprovalRecord entry, Command command) {
    var submittedBy = entry.approval().request().directoryVersion();
    return !rules.isSettled()
        && !submittedBy.equals(rules.current().directory().version()) // else it is not the cause
        && command instanceof Command.GiveUp giveUp
        && giveUp.cause() == Reason.NO_ELIGIBLE_APPROVER;
  }

  private static ApprovalRecord after(CommandResult outcome, ApprovalRecord before) {
    return switch (outcome) {
      case CommandResult.Done(var entry, var repeat) -> entry;
      case CommandResult.Declined(var entry, var refusal) -> entry;
      case CommandResult.Unknown unknown -> before;
    };
  }

  private CommandResult execute(ApprovalId id, @Nullable CommandId commandId, Command command) {
    return followUp(id, command, ledger.execute(id, commandId, command));
  }

  private CommandResult followUp(ApprovalId id, Command command, CommandResult outcome) {
    Work.markCommitted();
    switch (outcome) {
      case CommandResult.Done(var entry, var repeat) -> {
        if (!repeat) {
          courier.moved(id);
        }
      }
      case CommandResult.Declined(var entry, var refusal) ->
          attempts.file(id, command.by(), nameOf(command), refusal);
      case CommandResult.Unknown unknown ->
          attempts.file(id, command.by(), nameOf(command), new Refusal.UnknownApproval());
    }
    return outcome;
  }

  private void withdraw(ApprovalRecord entry, Recheck.Objection objection) {
    var by = Principal.assentor(entry.id().tenant(), "recheck");
    var revoke = new Command.Revoke(by, null, true, objection.reason(), objection.detail());
    execute(entry.id(), null, revoke);
  }

  private static String nameOf(Command command) {
    return switch (command) {
      case Command.Decide it -> Members.nameOf(it.verdict());
      case Command.Disclose it -> "disclose";
      case Command.Expire it -> "expire";
      case Command.Escalate it -> "escalate";
      case Command.GiveUp it -> "give-up";
      case Command.Cancel it -> "cancel";
      case Command.Revoke it -> "revoke";
      case Command.Consume it -> "consume";
      case Command.Report it -> "result";
    };
  }
}
