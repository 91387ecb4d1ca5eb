// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.approval.Event.Approved;
import io.assentor.core.approval.Event.Cancelled;
import io.assentor.core.approval.Event.Closing;
import io.assentor.core.approval.Event.Consumed;
import io.assentor.core.approval.Event.Decided;
import io.assentor.core.approval.Event.Denied;
import io.assentor.core.approval.Event.Disclosed;
import io.assentor.core.approval.Event.Escalated;
import io.assentor.core.approval.Event.Expired;
import io.assentor.core.approval.Event.Reminded;
import io.assentor.core.approval.Event.Reported;
import io.assentor.core.approval.Event.Revoked;
import io.assentor.core.approval.Event.Submitted;
import io.assentor.core.approval.Ruling.Accepted;
import io.assentor.core.approval.Ruling.Refused;
import io.assentor.core.call.Principal;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of one approval request, folded from its events, and the rules for its commands. Pure:
 * no clock, no I/O. The ledger runs {@link #decide} under a lock, which settles every race.
 *
 * @param sequence number of events folded
 * @param disclosures who was shown the withheld parts of the call, in order
 * @param steps the steps of its stages taken so far, in order
 * @param closed how the request left {@link Status#PENDING}; absent while pending
 */
public record Approval(
    ApprovalId id,
    int sequence,
    Submitted request,
    List<Decided> decisions,
    List<Disclosed> disclosures,
    List<Taken> steps,
    @Nullable Closing closed,
    @Nullable Consumed consumed,
    @Nullable Revoked revoked,
    @Nullable Reported result) {

  /** How long a repeated attempt gets the same answer, in case the first answer was lost. */
  public static final Duration REPEAT_WINDOW = Duration.ofSeconds(60);

  public Approval {
    decisions = List.copyOf(decisions);
    disclosures = List.copyOf(disclosures);
    steps = List.copyOf(steps);
  }

  /**
   * A step taken by a stage.
   *
   * @param stage index of the stage
   * @param step index of the stage's step
   */
  public record Taken(int stage, int step) {}

  /** Folds a whole history. */
  public static Approval fold(ApprovalId id, List<Event> events) {
    if (events.isEmpty() || !(events.getFirst() instanceof Submitted submitted)) {
      throw new IllegalStateException(id + " does not begin with its submission");
    }
    var approval =
        new Approval(id, 1, submitted, List.of(), List.of(), List.of(), null, null, null, null);
    for (var event : events.subList(1, events.size())) {
      approval = approval.apply(event);
    }
    return approval;
  }

  /** Returns the state after one more event. */
  public Approval apply(Event event) {
    return switch (event) {
      case Submitted again -> throw new IllegalStateException(id + " was submitted twice");
      case Decided it -> next(plus(decisions, it), steps, closed, consumed, revoked, result);
      case Disclosed it -> disclosing(it);
      case Reminded it -> taking(it.stage(), it.step());
      case Escalated it -> taking(it.stage(), it.step());
      case Closing it -> next(decisions, steps, it, consumed, revoked, result);
      case Consumed it -> next(decisions, steps, closed, it, revoked, result);
      case Revoked it -> next(decisions, steps, closed, consumed, it, result);
      case Reported it -> next(decisions, steps, closed, consumed, revoked, it);
    };
  }

  private Approval taking(int stage, int step) {
    var taken = plus(steps, new Taken(stage, step));
    return next(decisions, taken, closed, consumed, revoked, result);
  }

  private Approval next(
      List<Decided> decisions,
      List<Taken> steps,
      @Nullable Closing closed,
      @Nullable Consumed consumed,
      @Nullable Revoked revoked,
      @Nullable Reported result) {
    return new Approval(
        id,
        sequence + 1,
        request,
        decisions,
        disclosures,
        steps,
        closed,
        consumed,
        revoked,
        result);
  }

  private Approval disclosing(Disclosed it) {
    var shown = plus(disclosures, it);
    return new Approval(
        id, sequence + 1, request, decisions, shown, steps, closed, consumed, revoked, result);
  }

  private static <T> List<T> plus(List<T> list, T one) {
    return Stream.concat(list.stream(), Stream.of(one)).toList();
  }

  /** Rules on a command at an instant, which is the database's time after taking the lock. */
  public Ruling decide(Command command, Instant now) {
    return switch (command) {
      case Command.Decide it -> decide(it, now);
      case Command.Disclose it -> disclose(it, now);
      case Command.Expire it -> expire(now);
      case Command.Escalate it -> escalate(now);
      case Command.GiveUp it -> giveUp(it, now);
      case Command.Cancel it -> cancel(it, now);
      case Command.Revoke it -> revoke(it, now);
      case Command.Consume it -> consume(it, now);
      case Command.Report it -> report(it, now);
    };
  }

  private Ruling decide(Command.Decide command, Instant now) {
    return ifEligible(
        command.standing(), command.side(), now, stage -> decide(command, stage, now));
  }

  /** Applies a ruling to the open stage, or refuses a person who may not decide in it. */
  private Ruling ifEligible(Standing standing, Side side, Instant now, IntFunction<Ruling> ruling) {
    var candidate = new Candidate(standing.human(), standing.capacities());
    return switch (Eligibility.of(this, candidate, side, now)) {
      case Eligibility.MayNot(var why) -> new Refused(why);
      case Eligibility.May may ->
          Eligibility.objection(requirement(), standing.door())
              .<Ruling>map(Refused::new)
              .orElseGet(() -> ruling.apply(may.stage()));
    };
  }

  private Ruling decide(Command.Decide command, int stage, Instant now) {
    var standing = command.standing();
    var requirement = requirement();
    var objection = objectionToView(command);
    if (objection.isPresent()) {
      return new Refused(objection.get());
    }
    var decided =
        new Decided(now, standing, command.verdict(), command.reason(), stage, command.view());
    if (command.verdict() == Verdict.DENY) {
      return denials() + 1 < requirement.denials()
          ? Accepted.of(decided)
          : Accepted.of(decided, new Denied(now, Reason.DENIED_BY_APPROVER, command.reason()));
    }
    if (apply(decided).stageIndex() < requirement.stages().size()) {
      return Accepted.of(decided);
    }
    var validUntil = now.plus(requirement.validFor());
    return Accepted.of(decided, new Approved(now, Reason.APPROVED, validUntil));
  }

  /**
   * Returns why a person may not rule on the view they saw. A denial does not need the whole call.
   */
  private Optional<Refusal> objectionToView(Command.Decide command) {
    var view = command.view();
    var door = command.standing().door();
    boolean ownRendering = door.rendering().equals(RequestRendering.CHANNEL);
    if (ownRendering && wasShown(command.standing().human(), view)) {
      return Optional.empty();
    }
    if (!view.equals(ownRendering ? request.view() : command.rendered())) {
      return Optional.of(new Refusal.StaleView());
    }
    return ownRendering && command.withheld() && command.verdict() == Verdict.APPROVE
        ? Optional.of(new Refusal.PartWithheld())
        : Optional.empty();
  }

  /** Returns whether this human viewed the withheld text in the rendering with this hash. */
  public boolean wasShown(Human human, String view) {
    return disclosures.stream()
        .anyMatch(it -> it.view().equals(view) && it.standing().human().isSameAs(human));
  }

  private Ruling disclose(Command.Disclose command, Instant now) {
    return ifEligible(
        command.standing(),
        command.side(),
        now,
        stage -> {
          var view = command.view();
          if (view == null) {
            var why = "this request has no withheld text that can be shown";
            return new Refused(new Refusal.NotAllowed(why));
          }
          return isRecorded(command.standing(), view)
              ? Accepted.of()
              : Accepted.of(
                  new Disclosed(now, command.standing(), stage, places(command, view), view));
        });
  }

  /** Repeated requests by one person must not fill the ledger or make the approval unreadable. */
  private boolean isRecorded(Standing standing, String view) {
    return disclosures.stream()
        .anyMatch(
            it ->
                it.view().equals(view)
                    && it.standing().door().equals(standing.door())
                    && it.standing().human().isSameAs(standing.human()));
  }

  /** The first event of a view names the withheld places, which may be many, for all later ones. */
  private List<String> places(Command.Disclose command, String view) {
    boolean named = disclosures.stream().anyMatch(it -> it.view().equals(view));
    return named ? List.of() : command.withheld();
  }

  private Ruling expire(Instant now) {
    if (closed != null) {
      return new Refused(new Refusal.Closed(closed.status()));
    }
    return status(now) == Status.EXPIRED
        ? Accepted.of(new Expired(now))
        : new Refused(new Refusal.NotDue());
  }

  private Ruling escalate(Instant now) {
    if (status(now) != Status.PENDING) {
      return new Refused(new Refusal.Closed(status(now)));
    }
    int stage = stageIndex();
    var opened = openedAt(stage);
    var steps = requirement().stages().get(stage).steps();
    var due = new ArrayList<Event>();
    for (int i = 0; i < steps.size(); i++) {
      boolean taken = this.steps.contains(new Taken(stage, i));
      if (!taken && !now.isBefore(opened.plus(steps.get(i).after()))) {
        due.add(
            switch (steps.get(i)) {
              case Step.Remind remind -> new Reminded(now, stage, i);
              case Step.Widen widen -> new Escalated(now, stage, i, null);
            });
      }
    }
    return due.isEmpty() ? new Refused(new Refusal.NotDue()) : new Accepted(due);
  }

  private Ruling giveUp(Command.GiveUp command, Instant now) {
    if (status(now) != Status.PENDING) {
      return new Refused(new Refusal.Closed(status(now)));
    }
    if (command.countedAt() != sequence) {
      return new Refused(new Refusal.Moved());
    }
    if (requirement().unreachable() == Requirement.Unreachable.ESCALATE) {
      var widening = Reach.nextWidening(requirement(), command.stage(), steps);
      if (widening.isPresent()) {
        var it = widening.get();
        return Accepted.of(new Escalated(now, it.stage(), it.step(), command.why()));
      }
    }
    return Accepted.of(new Event.Failed(now, command.cause(), command.why()));
  }

  private Ruling cancel(Command.Cancel command, Instant now) {
    if (command.cause() == Reason.CANCELLED_BY_GATEWAY && !command.by().equals(gateway())) {
      return notYours();
    }
    if (status(now) != Status.PENDING) {
      return new Refused(new Refusal.Closed(status(now)));
    }
    return Accepted.of(new Cancelled(now, command.by(), command.cause(), command.reason()));
  }

  private Ruling revoke(Command.Revoke command, Instant now) {
    return mayNotRevoke(command.human(), command.anyones())
        .or(() -> whyNotReleasable(now))
        .<Ruling>map(Refused::new)
        .orElseGet(
            () -> Accepted.of(new Revoked(now, command.by(), command.cause(), command.reason())));
  }

  /** Returns why a person may not revoke this approval; empty if they may. */
  public Optional<Refusal> mayNotRevoke(@Nullable Human human, boolean anyones) {
    return anyones || (human != null && hasDecided(human))
        ? Optional.empty()
        : Optional.of(new Refusal.NotEligible("only who decided it or an admin may revoke", true));
  }

  private Ruling consume(Command.Consume command, Instant now) {
    if (!command.by().equals(gateway())) {
      return notYours();
    }
    if (!command.presented().equals(request.fingerprint())) {
      return new Refused(new Refusal.DifferentCall());
    }
    if (isRepeatOfRelease(command.attemptId(), now)) {
      return Accepted.of();
    }
    var refusal = whyNotReleasable(now);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    return command.recheckedAt() == sequence
        ? Accepted.of(new Consumed(now, command.attemptId()))
        : new Refused(new Refusal.Moved());
  }

  private Ruling report(Command.Report command, Instant now) {
    if (!command.by().equals(gateway())) {
      return notYours();
    }
    if (consumed == null) {
      return new Refused(whyNotReleasable(now).orElse(new Refusal.Closed(status(now))));
    }
    var reported = new Reported(now, command.result(), command.digest(), command.message());
    boolean settles =
        result != null
            && result.result() == ExecutionResult.UNKNOWN
            && command.result() != ExecutionResult.UNKNOWN;
    if (result == null || settles) {
      return Accepted.of(reported);
    }
    boolean same =
        reported.equals(new Reported(now, result.result(), result.digest(), result.message()));
    return same ? Accepted.of() : new Refused(new Refusal.KeyReused());
  }

  private Refused notYours() {
    return new Refused(new Refusal.NotAllowed("another gateway submitted this call"));
  }

  /** Returns why this approval cannot be used now; empty if it can. */
  private Optional<Refusal> whyNotReleasable(Instant now) {
    return switch (use(now)) {
      case null -> Optional.of(new Refusal.Closed(status(now)));
      case UNUSED -> Optional.empty();
      case CONSUMED -> Optional.of(new Refusal.AlreadyReleased());
      case LAPSED -> Optional.of(new Refusal.Lapsed());
      case REVOKED -> Optional.of(new Refusal.Withdrawn());
    };
  }

  /** Returns whether this attempt released the call and is repeated within the window. */
  public boolean isRepeatOfRelease(String attemptId, Instant now) {
    return consumed != null
        && consumed.attemptId().equals(attemptId)
        && now.isBefore(consumed.at().plus(REPEAT_WINDOW));
  }

  /** Returns the status at an instant. A pending request past its expiry counts as expired. */
  public Status status(Instant now) {
    if (closed != null) {
      return closed.status();
    }
    var expiresAt = request.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt) ? Status.EXPIRED : Status.PENDING;
  }

  /** Returns how the approval was used; absent unless approved. */
  public @Nullable Use use(Instant now) {
    if (!(closed instanceof Approved approved)) {
      return null;
    }
    if (consumed != null) {
      return Use.CONSUMED;
    }
    if (revoked != null) {
      return Use.REVOKED;
    }
    return now.isBefore(approved.validUntil()) ? Use.UNUSED : Use.LAPSED;
  }

  /** Returns the next instant at which the state changes by the clock alone. */
  public Optional<Instant> nextDeadline() {
    if (closed == null) {
      return Stream.concat(nextStep().stream(), Stream.ofNullable(request.expiresAt()))
          .min(Comparator.naturalOrder());
    }
    return use(Instant.MIN) == Use.UNUSED ? Optional.ofNullable(validUntil()) : Optional.empty();
  }

  /** Returns when the open stage's next step is due. */
  private Optional<Instant> nextStep() {
    int stage = stageIndex();
    var opened = openedAt(stage);
    var steps = requirement().stages().get(stage).steps();
    return IntStream.range(0, steps.size())
        .filter(i -> !this.steps.contains(new Taken(stage, i)))
        .mapToObj(i -> opened.plus(steps.get(i).after()))
        .findFirst();
  }

  /**
   * Returns when a stage opened: with the quorum of the previous stage; the first one with the
   * request.
   */
  private Instant openedAt(int stage) {
    return decisions.stream()
        .filter(d -> d.stage() == stage - 1 && d.verdict() == Verdict.APPROVE)
        .map(Decided::at)
        .max(Comparator.naturalOrder())
        .orElse(request.at());
  }

  /** Returns when the approval lapses; absent unless approved by people. */
  public @Nullable Instant validUntil() {
    return closed instanceof Approved approved && approved.reason() == Reason.APPROVED
        ? approved.validUntil()
        : null;
  }

  /** Returns the stages and who has approved in each; empty if policy requires no approval. */
  public List<StageProgress> stages() {
    if (!(request.assessment().effect() instanceof Effect.Require(var requirement))) {
      return List.of();
    }
    var stages = requirement.stages();
    return IntStream.range(0, stages.size())
        .mapToObj(i -> new StageProgress(stages.get(i), eligible(i), approversOf(i)))
        .toList();
  }

  /** Returns the stage that waits now; absent once the request is closed. */
  public Optional<StageProgress> openStage() {
    return closed == null ? Optional.of(stages().get(stageIndex())) : Optional.empty();
  }

  /** Returns who may decide in a stage, including widenings. */
  private List<Eligible> eligible(int stage) {
    return Reach.eligible(requirement().stages().get(stage), stage, steps);
  }

  /** Returns everyone who has decided. */
  public Set<String> deciders() {
    return decisions.stream().map(d -> d.standing().person()).collect(Collectors.toSet());
  }

  /** Returns whether this human has decided, under any of their names. */
  public boolean hasDecided(Human human) {
    return human.isAmong(decisions.stream().map(d -> d.standing().human()).toList());
  }

  /** Returns the stages that still wait; empty once the request is closed. */
  public List<Reach.Open> waiting() {
    if (closed != null) {
      return List.of();
    }
    var stages = stages();
    return IntStream.range(0, stages.size())
        .mapToObj(
            i -> {
              var stage = stages.get(i);
              int missing = stage.stage().needed() - stage.by().size();
              return new Reach.Open(i, missing, stage.eligible());
            })
        .filter(open -> open.missing() > 0)
        .toList();
  }

  private long denials() {
    return Human.distinct(
            decisions.stream()
                .filter(d -> d.verdict() == Verdict.DENY)
                .map(d -> d.standing().human())
                .toList())
        .size();
  }

  /**
   * Returns the index of the stage that waits, or waited when the request was closed; empty if none
   * did.
   */
  public Optional<Integer> waitingStage() {
    if (!(request.assessment().effect() instanceof Effect.Require)) {
      return Optional.empty();
    }
    int index = stageIndex();
    return index < requirement().stages().size() ? Optional.of(index) : Optional.empty();
  }

  /** Returns the index of the stage that waits; the number of stages if none does. */
  private int stageIndex() {
    var stages = requirement().stages();
    int index = 0;
    while (index < stages.size() && approversOf(index).size() >= stages.get(index).needed()) {
      index++;
    }
    return index;
  }

  /** One human counts once: in the first stage they approved, under the name they had then. */
  private List<String> approversOf(int stage) {
    var seen = new ArrayList<Human>();
    var approvers = new ArrayList<String>();
    for (var d : decisions) {
      var human = d.standing().human();
      boolean counted = human.isAmong(seen);
      seen.add(human);
      if (!counted && d.stage() == stage && d.verdict() == Verdict.APPROVE) {
        approvers.add(d.standing().person());
      }
    }
    return approvers;
  }

  private Principal gateway() {
    return request.gateway();
  }

  private Requirement requirement() {
    if (request.assessment().effect() instanceof Effect.Require(var requirement)) {
      return requirement;
    }
    throw new IllegalStateException(id + " requires nobody");
  }

  /**
   * The progress of a stage.
   *
   * @param eligible who may decide in it, including widenings
   * @param by ids of the people who approved in it
   */
  public record StageProgress(Stage stage, List<Eligible> eligible, List<String> by) {
    public StageProgress {
      eligible = List.copyOf(eligible);
      by = List.copyOf(by);
    }
  }
}
