// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.Event.Approved;
import io.assentor.core.Event.Cancelled;
import io.assentor.core.Event.Closing;
import io.assentor.core.Event.Consumed;
import io.assentor.core.Event.Decided;
import io.assentor.core.Event.Denied;
import io.assentor.core.Event.Expired;
import io.assentor.core.Event.Reported;
import io.assentor.core.Event.Revoked;
import io.assentor.core.Event.Submitted;
import io.assentor.core.Ruling.Accepted;
import io.assentor.core.Ruling.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * May this tool call run? The state of one approval, which is the fold of its events, and its
 * rules. Pure: no clock, no I/O. The ledger runs {@link #decide} under a lock, so this is where
 * every race is settled.
 *
 * @param sequence number of events folded
 * @param closed how the request left {@link Status#PENDING}; absent while pending
 */
public record Approval(
    ApprovalId id,
    int sequence,
    Submitted request,
    List<Decided> decisions,
    @Nullable Closing closed,
    @Nullable Consumed consumed,
    @Nullable Revoked revoked,
    @Nullable Reported result) {

  /**
   * The same attempt gets the same answer for so long, so that a lost answer can be asked again.
   */
  public static final Duration REPEAT_WINDOW = Duration.ofSeconds(60);

  public Approval {
    decisions = List.copyOf(decisions);
  }

  /** The fold of a whole history. */
  public static Approval fold(ApprovalId id, List<Event> events) {
    if (events.isEmpty() || !(events.getFirst() instanceof Submitted submitted)) {
      throw new IllegalStateException(id + " does not begin with its submission");
    }
    var approval = new Approval(id, 1, submitted, List.of(), null, null, null, null);
    for (var event : events.subList(1, events.size())) {
      approval = approval.apply(event);
    }
    return approval;
  }

  /** The state after one more event. */
  public Approval apply(Event event) {
    int next = sequence + 1;
    return switch (event) {
      case Submitted again -> throw new IllegalStateException(id + " was submitted twice");
      case Decided it ->
          new Approval(
              id,
              next,
              request,
              Stream.concat(decisions.stream(), Stream.of(it)).toList(),
              closed,
              consumed,
              revoked,
              result);
      case Closing it -> new Approval(id, next, request, decisions, it, consumed, revoked, result);
      case Consumed it -> new Approval(id, next, request, decisions, closed, it, revoked, result);
      case Revoked it -> new Approval(id, next, request, decisions, closed, consumed, it, result);
      case Reported it -> new Approval(id, next, request, decisions, closed, consumed, revoked, it);
    };
  }

  /** Rules on a command at this instant, which the database names after taking the lock. */
  public Ruling decide(Command command, Instant now) {
    return switch (command) {
      case Command.Decide it -> decide(it, now);
      case Command.Expire it -> expire(now);
      case Command.Cancel it -> cancel(it, now);
      case Command.Revoke it -> revoke(it, now);
      case Command.Consume it -> consume(it, now);
      case Command.Report it -> report(it, now);
    };
  }

  private Ruling decide(Command.Decide command, Instant now) {
    var standing = command.standing();
    if (request.barred().contains(standing.person())) {
      return new Refused(new Refusal.OwnRequest());
    }
    if (decisions.stream().anyMatch(d -> d.standing().person().equals(standing.person()))) {
      return new Refused(new Refusal.AlreadyDecided());
    }
    if (status(now) != Status.PENDING) {
      return new Refused(new Refusal.Closed(status(now)));
    }
    var requirement = requirement();
    int index = stageIndex();
    var stage = requirement.stages().get(index);
    if (!standing.roles().contains(stage.role())) {
      return new Refused(new Refusal.NotEligible("this stage asks for the role " + stage.role()));
    }
    if (!command.view().equals(request.view())) {
      return new Refused(new Refusal.StaleView());
    }
    var decided =
        new Decided(now, standing, command.verdict(), command.reason(), index, command.view());
    if (command.verdict() == Verdict.DENY) {
      return Accepted.of(decided, new Denied(now, Reason.DENIED_BY_APPROVER, command.reason()));
    }
    if (apply(decided).stageIndex() < requirement.stages().size()) {
      return Accepted.of(decided);
    }
    var validUntil = now.plus(requirement.validFor());
    return Accepted.of(decided, new Approved(now, Reason.APPROVED, validUntil));
  }

  private Ruling expire(Instant now) {
    if (closed != null) {
      return new Refused(new Refusal.Closed(closed.status()));
    }
    return status(now) == Status.EXPIRED
        ? Accepted.of(new Expired(now))
        : new Refused(new Refusal.NotDue());
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
    return mayNotRevoke(command.person(), command.anyones())
        .or(() -> whyNotReleasable(now))
        .<Ruling>map(Refused::new)
        .orElseGet(() -> Accepted.of(new Revoked(now, command.by(), command.reason())));
  }

  Optional<Refusal> mayNotRevoke(@Nullable String person, boolean anyones) {
    boolean decider = decisions.stream().anyMatch(d -> d.standing().person().equals(person));
    return decider || anyones
        ? Optional.empty()
        : Optional.of(new Refusal.NotEligible("only who decided it or an admin may revoke"));
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
    if (result == null) {
      return Accepted.of(reported);
    }
    boolean same =
        reported.equals(new Reported(now, result.result(), result.digest(), result.message()));
    return same ? Accepted.of() : new Refused(new Refusal.KeyReused());
  }

  private Refused notYours() {
    return new Refused(new Refusal.NotAllowed("another gateway submitted this call"));
  }

  /** Why this approval cannot be used now; empty if it can. */
  private Optional<Refusal> whyNotReleasable(Instant now) {
    return switch (use(now)) {
      case null -> Optional.of(new Refusal.Closed(status(now)));
      case UNUSED -> Optional.empty();
      case CONSUMED -> Optional.of(new Refusal.AlreadyReleased());
      case LAPSED -> Optional.of(new Refusal.Lapsed());
      case REVOKED -> Optional.of(new Refusal.Withdrawn());
    };
  }

  /** Whether this attempt is the one that released the call, asked again within the window. */
  public boolean isRepeatOfRelease(String attemptId, Instant now) {
    return consumed != null
        && consumed.attemptId().equals(attemptId)
        && now.isBefore(consumed.at().plus(REPEAT_WINDOW));
  }

  /** The status by the clock: a pending request past its expiry counts as expired at once. */
  public Status status(Instant now) {
    if (closed != null) {
      return closed.status();
    }
    var expiresAt = request.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt) ? Status.EXPIRED : Status.PENDING;
  }

  /** What became of the approval; absent unless approved. */
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

  /** The next instant at which the clock alone changes what this approval is. */
  public Optional<Instant> nextDeadline() {
    if (closed == null) {
      return Optional.ofNullable(request.expiresAt());
    }
    return use(Instant.MIN) == Use.UNUSED ? Optional.ofNullable(validUntil()) : Optional.empty();
  }

  /** When an approval lapses; absent unless approved by people. */
  public @Nullable Instant validUntil() {
    return closed instanceof Approved approved && approved.reason() == Reason.APPROVED
        ? approved.validUntil()
        : null;
  }

  /** The stages and who has approved in each; empty when policy asked nobody. */
  public List<StageProgress> stages() {
    if (!(request.assessment().effect() instanceof Effect.Require(var requirement))) {
      return List.of();
    }
    var stages = requirement.stages();
    return IntStream.range(0, stages.size())
        .mapToObj(i -> new StageProgress(stages.get(i), approversOf(i)))
        .toList();
  }

  /** The stage that waits for people now; absent once closed. */
  public Optional<Stage> openStage() {
    return closed == null
        ? Optional.of(requirement().stages().get(stageIndex()))
        : Optional.empty();
  }

  private int stageIndex() {
    var stages = requirement().stages();
    int index = 0;
    while (index < stages.size() && approversOf(index).size() >= stages.get(index).needed()) {
      index++;
    }
    return index;
  }

  private List<String> approversOf(int stage) {
    return decisions.stream()
        .filter(d -> d.stage() == stage && d.verdict() == Verdict.APPROVE)
        .map(d -> d.standing().person())
        .toList();
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
   * How far a stage is.
   *
   * @param by directory people who approved in it
   */
  public record StageProgress(Stage stage, List<String> by) {
    public StageProgress {
      by = List.copyOf(by);
    }
  }
}
