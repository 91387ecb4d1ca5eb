// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Reach;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Standing;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Salt;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.Submission;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way in. Every door calls it with who is acting; it asks policy, resolves standing, lets
 * the ledger rule, files refusals and says what moved.
 */
public final class Approvals {

  /** An approval moves only so often between a look and a lock. */
  private static final int MAX_RECHECKS = 10;

  private final Ledger ledger;
  private final Rules rules;
  private final Courier courier;
  private final AttemptFile attempts;
  private final FloodGate gate = new FloodGate(System::nanoTime);

  public Approvals(Ledger ledger, Rules rules, Courier courier) {
    this.ledger = ledger;
    this.rules = rules;
    this.courier = courier;
    this.attempts = new AttemptFile(ledger);
  }

  /** A gateway asks whether a call may run. Policy judges every submission, repeats included. */
  public Submission submit(NewRequest request) {
    var tenant = request.gateway().tenant();
    var now = rules.current();
    var judgement = now.policies().judge(tenant, request);
    var assessment = judgement.assessment();
    var duties = SeparationOfDuties.of(request, now, assessment.effect());
    var content =
        new CallContent(Salt.random(), request.call(), request.context(), judgement.redacted());
    var asked = asked(tenant, assessment.effect(), duties, judgement.budgets(), now.directory());
    var flood = gate.take(tenant, request.agent().id(), asked, judgement.budgets());
    var submission =
        ledger.submit(
            new Submit(
                ApprovalId.next(tenant),
                flood.isPresent() ? request.attaching() : request,
                content,
                RequestRendering.of(request, content.shown(), assessment),
                assessment,
                now.directory().version(),
                duties.barred(),
                duties.widened(),
                duties.unreachable(),
                flood.orElse(null)));
    if (submission instanceof Submission.Created(var entry, var superseded)) {
      superseded.ifPresent(courier::moved);
      if (entry.status() == Status.PENDING) {
        courier.moved(entry.id());
      }
    } else if (submission instanceof Submission.KeyReused(var entry)) {
      attempts.file(entry.id(), request.gateway(), "submit", new Refusal.KeyReused());
    }
    boolean asks =
        submission instanceof Submission.Created && submission.entry().status() == Status.PENDING;
    if (flood.isEmpty() && !asks) {
      gate.giveBack(tenant, request.agent().id(), asked, judgement.budgets());
    }
    return submission;
  }

  /** The stages that people are asked in, as far as a budget counts them. */
  private static List<FloodGate.Asked> asked(
      String tenant,
      Effect effect,
      SeparationOfDuties duties,
      Budgets budgets,
      Directory directory) {
    if (!(effect instanceof Effect.Require(var requirement))
        || duties.unreachable() != null
        || budgets.equals(Budgets.NONE)) {
      return List.of();
    }
    return Reach.before(requirement, duties.widened()).stream()
        .map(
            stage ->
                new FloodGate.Asked(
                    // Who else could fill it is not ours to know, so it is never short of people.
                    Reach.isClaimable(stage, directory, tenant) ? 0 : stage.missing(),
                    Reach.candidates(stage, directory, tenant, duties.barred())))
        .toList();
  }

  /** What policy and directory make of a call, and why; nothing is recorded. */
  public Explanation explain(NewRequest request) {
    return Explanation.of(request, rules.current());
  }

  /**
   * An approver rules on a request.
   *
   * @param entry the request as the door has just read it
   * @param door where the ruling came in
   * @param claimed roles that the door's token gives the approver
   * @param view hash of the rendering the approver saw
   */
  public CommandResult decide(
      ApprovalRecord entry,
      @Nullable CommandId commandId,
      Principal by,
      Door door,
      Set<String> claimed,
      Verdict verdict,
      @Nullable String reason,
      String view) {
    var now = rules.current();
    var known = now.identities().person(by).filter(it -> !it.disabled());
    var refusal = mayNotDecide(entry, known, now);
    if (known.isEmpty() || refusal.isPresent()) {
      var why = refusal.orElseGet(Approvals::unknownToTheDirectory);
      file(entry.id(), by, "decide", why);
      return new CommandResult.Declined(entry, why);
    }
    var person = known.get();
    var standing =
        new Standing(
            by, person.id(), roles(person, by, claimed, now.directory()), person.groups(), door);
    var command =
        new Command.Decide(standing, verdict, reason, view, rendered(entry, door, verdict));
    var outcome = execute(entry.id(), commandId, command);
    return outcome instanceof CommandResult.Done(var decided, var repeat)
        ? new CommandResult.Done(giveUpIfUnreachable(decided, Set.of()), repeat)
        : outcome;
  }

  /**
   * What a door with renderings of its own did show of the request; a shortened one is no ground to
   * approve on. Once stored a rendering never changes, so it need not be read under the lock.
   */
  private @Nullable String rendered(ApprovalRecord entry, Door door, Verdict verdict) {
    if (door.rendering().equals(RequestRendering.CHANNEL)) {
      return null;
    }
    return ledger
        .rendering(entry.id(), door.rendering())
        .filter(it -> it.isComplete() || verdict == Verdict.DENY)
        .map(it -> it.view(entry.content().salt()))
        .orElse(null);
  }

  /**
   * Why this principal may not decide this request at all, by today's directory. The ledger judges
   * what depends on the request's state, and holds against it who was barred when it was submitted.
   */
  public Optional<Refusal> mayNotDecide(ApprovalRecord entry, Principal by) {
    var now = rules.current();
    return mayNotDecide(entry, now.identities().person(by).filter(it -> !it.disabled()), now);
  }

  private static Refusal unknownToTheDirectory() {
    return new Refusal.NotEligible("the directory does not know you");
  }

  private static Optional<Refusal> mayNotDecide(
      ApprovalRecord entry, Optional<Person> person, Rules.InForce now) {
    if (person.isEmpty()) {
      return Optional.of(unknownToTheDirectory());
    }
    var barredToday = SeparationOfDuties.barred(asSubmitted(entry), now);
    if (barredToday.contains(person.get().id())) {
      return Optional.of(new Refusal.OwnRequest());
    }
    return entry.isIntact() ? Optional.empty() : Optional.of(new Refusal.StaleView());
  }

  /** The gateway that submitted, or an admin, withdraws a request. */
  public CommandResult cancel(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      boolean admin,
      @Nullable String reason) {
    var cause = admin ? Reason.CANCELLED_BY_ADMIN : Reason.CANCELLED_BY_GATEWAY;
    return execute(id, commandId, new Command.Cancel(by, cause, reason));
  }

  /** Who decided, or an admin, withdraws an approval before it is used. */
  public CommandResult revoke(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      boolean admin,
      @Nullable String reason) {
    var person = rules.current().identities().person(by).map(Person::id).orElse(null);
    return execute(id, commandId, new Command.Revoke(by, person, admin, reason));
  }

  /** Why this principal may not revoke this approval at all. */
  public Optional<Refusal> mayNotRevoke(ApprovalRecord entry, Principal by, boolean admin) {
    var person = rules.current().identities().person(by).map(Person::id).orElse(null);
    return entry.approval().mayNotRevoke(person, admin);
  }

  /**
   * The gateway is about to run a call. Deciders disabled since and today's policy are asked again;
   * if either objects, the approval is revoked before the ledger rules.
   */
  public CommandResult consume(
      ApprovalRecord entry, Principal by, ToolCall call, String attemptId) {
    var presented = Fingerprint.of(entry.content().salt(), call);
    var now = entry;
    for (int attempt = 1; ; attempt++) {
      var objection = objection(now);
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
  public CommandResult consumeOnAnswer(ApprovalRecord entry, Principal by, String attemptId) {
    return consume(entry, by, entry.content().call(), attemptId);
  }

  /** The gateway says how the released call went. */
  public CommandResult report(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      ExecutionResult result,
      @Nullable String digest,
      @Nullable String message) {
    return execute(id, commandId, new Command.Report(by, result, digest, message));
  }

  /**
   * Does what clock and directory make due: expires, reminds, widens, gives up.
   *
   * @param unreached people whom no word could be brought to
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

  /** Widens a request at once, or ends it, when too few people are left to decide it. */
  private ApprovalRecord giveUpIfUnreachable(ApprovalRecord entry, Set<String> unreached) {
    var now = entry;
    while (true) {
      var command = givingUp(now, unreached);
      if (command.isEmpty()) {
        return now;
      }
      var outcome = execute(now.id(), null, command.get());
      if (outcome instanceof CommandResult.Unknown) {
        return now;
      }
      now = after(outcome, now); // done, or moved meanwhile: count again
    }
  }

  private Optional<Command> givingUp(ApprovalRecord entry, Set<String> unreached) {
    var now = rules.current();
    var approval = entry.approval();
    if (entry.status() != Status.PENDING) {
      return Optional.empty();
    }
    var excluded = new HashSet<>(approval.request().barred());
    excluded.addAll(SeparationOfDuties.barred(asSubmitted(entry), now));
    excluded.addAll(approval.deciders());
    var shortfall = shortfall(entry, excluded, now.directory());
    var cause = Reason.NO_ELIGIBLE_APPROVER;
    if (shortfall.isEmpty() && !unreached.isEmpty()) {
      excluded.addAll(unreached);
      shortfall = shortfall(entry, excluded, now.directory());
      cause = Reason.NOBODY_REACHABLE;
    }
    var reason = cause;
    var by = Principal.assentor(entry.id().tenant(), "directory");
    return shortfall.map(
        it -> new Command.GiveUp(by, it.stage(), reason, it.why(), approval.sequence()));
  }

  private static Optional<Reach.Shortfall> shortfall(
      ApprovalRecord entry, Set<String> excluded, Directory directory) {
    return Reach.shortfall(entry.approval().waiting(), directory, entry.id().tenant(), excluded);
  }

  private static ApprovalRecord after(CommandResult outcome, ApprovalRecord before) {
    return switch (outcome) {
      case CommandResult.Done(var entry, var repeat) -> entry;
      case CommandResult.Declined(var entry, var refusal) -> entry;
      case CommandResult.Unknown unknown -> before;
    };
  }

  /**
   * The person's roles: the directory's, and those of the token that the directory lets it give.
   */
  private static Set<String> roles(
      Person person, Principal by, Set<String> claimed, Directory directory) {
    var roles = new HashSet<>(claimed);
    roles.retainAll(directory.claimableRoles(by.tenant()));
    roles.addAll(person.roles());
    return roles;
  }

  /**
   * Who decides, and as what; empty if the directory does not know them, or they are disabled.
   *
   * @param claimed roles that the door's token gives them
   */
  public Optional<LedgerReader.Decidable> decidable(Principal by, Set<String> claimed) {
    var now = rules.current();
    return now.identities()
        .person(by)
        .filter(person -> !person.disabled())
        .map(
            person ->
                new LedgerReader.Decidable(
                    person.id(),
                    Capacities.of(
                        person.id(),
                        roles(person, by, claimed, now.directory()),
                        person.groups())));
  }

  /** Files a refusal that a door had to make before a command could be read. */
  public void file(ApprovalId id, Principal by, String command, Refusal refusal) {
    attempts.file(id, by, command, refusal);
  }

  private CommandResult execute(ApprovalId id, @Nullable CommandId commandId, Command command) {
    return followUp(id, command, ledger.execute(id, commandId, command));
  }

  private CommandResult followUp(ApprovalId id, Command command, CommandResult outcome) {
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

  /** What speaks against using an approval now although it was given. */
  private Optional<String> objection(ApprovalRecord entry) {
    var approval = entry.approval();
    if (approval.use(entry.asOf()) != Use.UNUSED) {
      return Optional.empty();
    }
    if (!entry.isIntact()) {
      return Optional.of("the stored call is not the one that was approved");
    }
    var now = rules.current();
    for (var decision : approval.decisions()) {
      var person = now.directory().person(entry.id().tenant(), decision.standing().person());
      if (person.isEmpty() || person.get().disabled()) {
        return Optional.of(decision.standing().person() + ", who approved it, is disabled now");
      }
    }
    var today = now.policies().assess(entry.id().tenant(), asSubmitted(entry));
    return today.effect() instanceof Effect.Deny(var reason)
        ? Optional.of("today's policy denies it (" + today.rule() + "): " + reason)
        : Optional.empty();
  }

  private static NewRequest asSubmitted(ApprovalRecord entry) {
    var request = entry.approval().request();
    return new NewRequest(
        request.gateway(),
        entry.content().call(),
        request.subject(),
        request.agent(),
        request.session(),
        entry.content().context(),
        null,
        false,
        request.release(),
        null);
  }

  private void withdraw(ApprovalRecord entry, String objection) {
    var by = Principal.assentor(entry.id().tenant(), "recheck");
    execute(entry.id(), null, new Command.Revoke(by, null, true, objection));
  }

  private static String nameOf(Command command) {
    return switch (command) {
      case Command.Decide it -> Members.nameOf(it.verdict());
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
