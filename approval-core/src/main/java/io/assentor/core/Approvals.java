// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.Directory.Person;
import io.assentor.core.json.Members;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one way in. Every door calls it with who is acting; it asks policy, resolves standing, lets
 * the ledger rule, files refusals and says what moved.
 */
public final class Approvals {

  /** An approval moves only so often between a look and a lock. */
  private static final int MAX_RECHECKS = 10;

  private final Ledger ledger;
  private final PolicyBook policies;
  private final Directory directory;
  private final Courier courier;
  private final AttemptFile attempts;

  public Approvals(Ledger ledger, PolicyBook policies, Directory directory, Courier courier) {
    this.ledger = ledger;
    this.policies = policies;
    this.directory = directory;
    this.courier = courier;
    this.attempts = new AttemptFile(ledger);
  }

  /** A gateway asks whether a call may run. Policy judges every submission, repeats included. */
  public Submission submit(NewRequest request) {
    var tenant = request.gateway().tenant();
    var assessment = policies.assess(tenant, request);
    var duties = SeparationOfDuties.of(request, directory, assessment.effect());
    var rendering = RequestRendering.of(request, assessment);
    var content = new CallContent(Salt.random(), request.call(), request.context());
    var submission =
        ledger.submit(
            new Submit(
                ApprovalId.next(tenant),
                request,
                content,
                rendering,
                assessment,
                directory.version(),
                duties.barred(),
                duties.unreachable()));
    if (submission instanceof Submission.Created(var entry, var superseded)) {
      superseded.ifPresent(courier::moved);
      if (entry.status() == Status.PENDING) {
        courier.moved(entry.id());
      }
    } else if (submission instanceof Submission.KeyReused(var entry)) {
      attempts.file(entry.id(), request.gateway(), "submit", new Refusal.KeyReused());
    }
    return submission;
  }

  /**
   * An approver rules on a request.
   *
   * @param entry the request as the door has just read it
   * @param channel where the ruling came in
   * @param assurance how that channel knows the approver
   * @param view hash of the rendering the approver saw
   */
  public Outcome decide(
      Entry entry,
      @Nullable CommandId commandId,
      Principal by,
      String channel,
      String assurance,
      Verdict verdict,
      @Nullable String reason,
      String view) {
    var refusal = mayNotDecide(entry, by);
    if (refusal.isPresent()) {
      file(entry.id(), by, "decide", refusal.get());
      return new Outcome.Declined(entry, refusal.get());
    }
    var person = personOf(by).orElseThrow();
    var standing = new Standing(by, person.id(), person.roles(), channel, assurance);
    return execute(entry.id(), commandId, new Command.Decide(standing, verdict, reason, view));
  }

  /**
   * Why this principal may not decide this request at all, by today's directory. The ledger judges
   * what depends on the request's state, and holds against it who was barred when it was submitted.
   */
  public Optional<Refusal> mayNotDecide(Entry entry, Principal by) {
    var person = personOf(by).filter(p -> !p.disabled());
    if (person.isEmpty()) {
      return Optional.of(new Refusal.NotEligible("the directory does not know you"));
    }
    var effect = entry.approval().request().assessment().effect();
    var today = SeparationOfDuties.of(asSubmitted(entry), directory, effect);
    if (today.barred().contains(person.get().id())) {
      return Optional.of(new Refusal.OwnRequest());
    }
    return entry.isIntact() ? Optional.empty() : Optional.of(new Refusal.StaleView());
  }

  /** The gateway that submitted, or an admin, withdraws a request. */
  public Outcome cancel(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      boolean admin,
      @Nullable String reason) {
    var cause = admin ? Reason.CANCELLED_BY_ADMIN : Reason.CANCELLED_BY_GATEWAY;
    return execute(id, commandId, new Command.Cancel(by, cause, reason));
  }

  /** Who decided, or an admin, withdraws an approval before it is used. */
  public Outcome revoke(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      boolean admin,
      @Nullable String reason) {
    var person = personOf(by).map(Person::id).orElse(null);
    return execute(id, commandId, new Command.Revoke(by, person, admin, reason));
  }

  /** Why this principal may not revoke this approval at all. */
  public Optional<Refusal> mayNotRevoke(Entry entry, Principal by, boolean admin) {
    var person = personOf(by).map(Person::id).orElse(null);
    return entry.approval().mayNotRevoke(person, admin);
  }

  /**
   * The gateway is about to run a call. Deciders disabled since and today's policy are asked again;
   * if either objects, the approval is revoked before the ledger rules.
   */
  public Outcome consume(Entry entry, Principal by, ToolCall call, String attemptId) {
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
      if (!(outcome instanceof Outcome.Declined(var moved, var refusal)
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
  public Outcome consumeOnAnswer(Entry entry, Principal by, String attemptId) {
    return consume(entry, by, entry.content().call(), attemptId);
  }

  /** The gateway says how the released call went. */
  public Outcome report(
      ApprovalId id,
      @Nullable CommandId commandId,
      Principal by,
      ExecutionResult result,
      @Nullable String digest,
      @Nullable String message) {
    return execute(id, commandId, new Command.Report(by, result, digest, message));
  }

  /** The clock says the request is over; refused if it is not. */
  public Outcome expire(ApprovalId id) {
    var timer = Principal.assentor(id.tenant(), "timer");
    return execute(id, null, new Command.Expire(timer));
  }

  /** The directory person behind a principal. */
  public Optional<Person> personOf(Principal principal) {
    return directory.person(principal.tenant(), principal.issuer(), principal.name());
  }

  /** Files a refusal that a door had to make before a command could be read. */
  public void file(ApprovalId id, Principal by, String command, Refusal refusal) {
    attempts.file(id, by, command, refusal);
  }

  private Outcome execute(ApprovalId id, @Nullable CommandId commandId, Command command) {
    return followUp(id, command, ledger.execute(id, commandId, command));
  }

  private Outcome followUp(ApprovalId id, Command command, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(var entry, var repeat) -> {
        if (!repeat) {
          courier.moved(id);
        }
      }
      case Outcome.Declined(var entry, var refusal) ->
          attempts.file(id, command.by(), nameOf(command), refusal);
      case Outcome.Unknown unknown ->
          attempts.file(id, command.by(), nameOf(command), new Refusal.UnknownApproval());
    }
    return outcome;
  }

  /** What speaks against using an approval now although it was given. */
  private Optional<String> objection(Entry entry) {
    var approval = entry.approval();
    if (approval.use(entry.asOf()) != Use.UNUSED) {
      return Optional.empty();
    }
    if (!entry.isIntact()) {
      return Optional.of("the stored call is not the one that was approved");
    }
    for (var decision : approval.decisions()) {
      var person = directory.person(entry.id().tenant(), decision.standing().person());
      if (person.isEmpty() || person.get().disabled()) {
        return Optional.of(decision.standing().person() + ", who approved it, is disabled now");
      }
    }
    var today = policies.assess(entry.id().tenant(), asSubmitted(entry));
    return today.effect() instanceof Effect.Deny(var reason)
        ? Optional.of("today's policy denies it (" + today.rule() + "): " + reason)
        : Optional.empty();
  }

  private static NewRequest asSubmitted(Entry entry) {
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

  private void withdraw(Entry entry, String objection) {
    var by = Principal.assentor(entry.id().tenant(), "recheck");
    execute(entry.id(), null, new Command.Revoke(by, null, true, objection));
  }

  private static String nameOf(Command command) {
    return switch (command) {
      case Command.Decide it -> Members.nameOf(it.verdict());
      case Command.Expire it -> "expire";
      case Command.Cancel it -> "cancel";
      case Command.Revoke it -> "revoke";
      case Command.Consume it -> "consume";
      case Command.Report it -> "result";
    };
  }
}
