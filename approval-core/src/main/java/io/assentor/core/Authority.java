// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Refusal;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.people.Side;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an actor may do with an approval, for every entry point. The entry point
 * authenticates and names the actor; this class checks tenant, role and ownership, records refusals
 * as attempts, and issues the proof that {@link Approvals} requires. {@link
 * io.assentor.core.approval.Approval} checks what depends on the request's state, under the
 * ledger's lock.
 */
public final class Authority {

  private final Ledger ledger;
  private final Rules rules;
  private final AttemptFile attempts;

  public Authority(Ledger ledger, Rules rules) {
    this.ledger = ledger;
    this.rules = rules;
    this.attempts = new AttemptFile(ledger);
  }

  /** An action on an existing approval, and the roles it requires. */
  public enum Action {
    /** To read its outcome; a refusal is not recorded as an attempt. */
    READ,
    DECIDE,
    /** To view the withheld parts of the call; for approvers who may decide. */
    DISCLOSE,
    CANCEL,
    REVOKE,
    CONSUME,
    /** To report how the released call went. */
    RESULT;

    private boolean isFor(Actor actor) {
      return switch (this) {
        case READ -> actor.is(Role.GATEWAY) || actor.reviews();
        case DECIDE, DISCLOSE -> actor.is(Role.APPROVER);
        case CANCEL -> actor.is(Role.GATEWAY) || actor.is(Role.ADMIN);
        case REVOKE -> actor.is(Role.APPROVER) || actor.is(Role.ADMIN);
        case CONSUME, RESULT -> actor.is(Role.GATEWAY);
      };
    }

    /** Returns the name used in attempts. */
    private String command() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The result of a check: whether an actor may do something with an approval. */
  public sealed interface Admission {}

  /** Proof that an actor may do something with an approval; only {@link #admit} makes one. */
  public static final class Admitted implements Admission {
    private final Actor actor;
    private final ApprovalRecord entry;
    private final Action action;
    private final Side today;

    private Admitted(Actor actor, ApprovalRecord entry, Action action, Side today) {
      this.actor = actor;
      this.entry = entry;
      this.action = action;
      this.today = today;
    }

    public Actor actor() {
      return actor;
    }

    /** Returns the approval as it was when this was judged. */
    public ApprovalRecord entry() {
      return entry;
    }

    /** Returns who is on the request's side by the actor's rules. */
    Side today() {
      return today;
    }

    /** Fails if the proof is for another action, which is a bug. */
    Admitted to(Action wanted) {
      if (action != wanted) {
        throw new IllegalArgumentException("admitted to " + action + ", not to " + wanted);
      }
      return this;
    }
  }

  /**
   * The actor may not; the attempt is recorded.
   *
   * @param entry the approval; absent if the actor may not know that it exists
   */
  public record Refused(@Nullable ApprovalRecord entry, Refusal why) implements Admission {}

  /** Resolves an actor whose roles are complete as far as is known. */
  public Actor actor(Principal principal, Set<Role> roles, Set<String> claimed) {
    return actor(principal, roles, claimed, null);
  }

  /**
   * Resolves the actor, once per incoming request.
   *
   * @param principal the principal that the entry point has authenticated
   * @param roles what the token or the entry point lets them do here
   * @param claimed all roles the token gives them, of which the directory may take up some
   * @param note a sentence, without its full stop, on why roles may be missing, added to refusals
   *     for a missing role; absent if roles are complete as far as is known
   */
  public Actor actor(
      Principal principal, Set<Role> roles, Set<String> claimed, @Nullable String note) {
    var now = rules.current();
    var person = now.identities().person(principal);
    return new Actor(now, principal, roles, claimed, note, person, null);
  }

  /**
   * Makes an actor whom the entry point does not let do anything.
   *
   * @param why for the person, and for auditors
   */
  public Actor unfit(Principal principal, String why) {
    return new Actor(
        rules.current(),
        principal,
        Set.of(),
        Set.of(),
        null,
        Optional.empty(),
        new Refusal.NotAllowed(why));
  }

  /** Checks whether an actor may do something with an approval, whatever the approval's state. */
  public Admission admit(Actor actor, ApprovalId id, Action action) {
    var objection = objection(actor, action);
    if (objection.isPresent()) {
      return refused(actor, id, action, null, objection.get());
    }
    var found = ledger.find(id);
    if (found.isEmpty()) {
      return refused(actor, id, action, null, new Refusal.UnknownApproval());
    }
    var entry = found.get();
    boolean judges = action == Action.DECIDE || action == Action.DISCLOSE;
    var today = judges ? side(entry, actor) : Side.of();
    var refusal =
        switch (action) {
          case DECIDE, DISCLOSE -> mayNotDecide(entry, actor, today);
          case REVOKE ->
              entry.approval().mayNotRevoke(actor.human().orElse(null), actor.is(Role.ADMIN));
          case CANCEL -> actor.is(Role.ADMIN) ? Optional.<Refusal>empty() : mayNotUse(entry, actor);
          case READ -> actor.reviews() ? Optional.<Refusal>empty() : mayNotUse(entry, actor);
          case CONSUME, RESULT -> mayNotUse(entry, actor);
        };
    return refusal.isPresent()
        ? refused(actor, id, action, entry, actor.explained(refusal.get()))
        : new Admitted(actor, entry, action, today);
  }

  /**
   * Returns whether an actor may decide a request now, by what right or why not. Nothing is
   * recorded: this is for display.
   */
  public Eligibility eligibility(ApprovalRecord entry, Actor actor) {
    var objection = objection(actor, Action.DECIDE);
    if (objection.isPresent()) {
      return new Eligibility.MayNot(objection.get());
    }
    var today = side(entry, actor);
    var eligibility =
        mayNotDecide(entry, actor, today)
            .<Eligibility>map(Eligibility.MayNot::new)
            .orElseGet(
                () ->
                    Eligibility.of(
                        entry.approval(), actor.candidate().orElseThrow(), today, entry.asOf()));
    return eligibility instanceof Eligibility.MayNot(var why)
        ? new Eligibility.MayNot(actor.explained(why))
        : eligibility;
  }

  /**
   * Returns whether an actor is on a request's side by the current directory. The ledger's lists
   * exclude people who were at submission; entry points exclude these too.
   */
  public boolean isOnSide(Parties parties, Actor actor) {
    return actor.human().filter(SeparationOfDuties.side(parties, actor.rules())::has).isPresent();
  }

  /** Returns whether an actor may revoke an approval; nothing is recorded. */
  public boolean mayRevoke(ApprovalRecord entry, Actor actor) {
    return objection(actor, Action.REVOKE).isEmpty()
        && entry
            .approval()
            .mayNotRevoke(actor.human().orElse(null), actor.is(Role.ADMIN))
            .isEmpty();
  }

  /**
   * Returns why the directory gives an actor no access at all; empty if it does. Everything that is
   * not a command on an approval checks this first.
   */
  public static Optional<Refusal> noAccess(Actor actor) {
    return actor.isDisabled()
        ? Optional.of(new Refusal.NotEligible("the directory has disabled you"))
        : Optional.empty();
  }

  private static Optional<Refusal> objection(Actor actor, Action action) {
    return Optional.ofNullable(actor.objection())
        .or(() -> noAccess(actor))
        .or(
            () ->
                action.isFor(actor)
                    ? Optional.empty()
                    : Optional.of(
                        actor.explained(
                            new Refusal.NotAllowed(
                                "your roles do not let you " + action.command(), true))));
  }

  private static Optional<Refusal> mayNotDecide(ApprovalRecord entry, Actor actor, Side today) {
    var human = actor.human();
    if (human.isEmpty()) {
      return Optional.of(new Refusal.NotEligible("the directory does not know you"));
    }
    if (Eligibility.isOwn(entry.approval(), human.get(), today)) {
      return Optional.of(new Refusal.OwnRequest());
    }
    return entry.isIntact() ? Optional.empty() : Optional.of(new Refusal.StaleView());
  }

  private static Optional<Refusal> mayNotUse(ApprovalRecord entry, Actor actor) {
    return entry.approval().request().gateway().equals(actor.principal())
        ? Optional.empty()
        : Optional.of(new Refusal.NotAllowed("another gateway submitted this call"));
  }

  private static Side side(ApprovalRecord entry, Actor actor) {
    return SeparationOfDuties.side(Parties.of(entry), actor.rules());
  }

  private Refused refused(
      Actor actor, ApprovalId id, Action action, @Nullable ApprovalRecord entry, Refusal why) {
    if (action != Action.READ) {
      attempts.file(id, actor.principal(), action.command(), why);
    }
    return new Refused(entry, why);
  }

  Rules rules() {
    return rules;
  }

  AttemptFile attempts() {
    return attempts;
  }
}
