// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Eligible;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changing part of a request's page: its progress.
 *
 * @param headline the state
 * @param sentence the state in a sentence
 * @param clock the time left; absent when it no longer matters
 * @param clockEnd when the time ends
 * @param agent whether a gateway waits for the answer
 */
record Progress(
    Headline headline,
    String sentence,
    @Nullable String clock,
    @Nullable Time clockEnd,
    @Nullable String agent,
    List<Stage> stages,
    List<Decision> decisions) {

  /**
   * A stage.
   *
   * @param who may decide in it
   * @param by who has approved in it
   */
  record Stage(String who, int needed, int has, List<String> by, boolean open) {}

  /** A decision. */
  record Decision(String person, String verdict, @Nullable String reason, Time at, String door) {}

  static Progress of(ApprovalRecord entry, boolean waiter) {
    var approval = entry.approval();
    var end = end(entry);
    return new Progress(
        Headline.of(entry),
        sentence(entry),
        end == null ? null : Time.left(entry.asOf(), end),
        end == null ? null : Time.of(end),
        agent(entry, waiter),
        stages(approval),
        approval.decisions().stream().map(Progress::decision).toList());
  }

  /** What is said aloud when it has changed: who decided last, and the state. */
  public String told() {
    return decisions.isEmpty()
        ? headline.title() + ". " + sentence
        : decisions.getLast().person()
            + " "
            + decisions.getLast().verdict()
            + ". "
            + headline.title()
            + ". "
            + sentence;
  }

  private static java.time.@Nullable Instant end(ApprovalRecord entry) {
    var approval = entry.approval();
    if (entry.status() == Status.PENDING) {
      return approval.request().expiresAt();
    }
    return approval.use(entry.asOf()) == Use.UNUSED ? approval.validUntil() : null;
  }

  /** Only for this process, so the text says no more than that. */
  private static @Nullable String agent(ApprovalRecord entry, boolean waiter) {
    boolean matters =
        entry.status() == Status.PENDING || entry.approval().use(entry.asOf()) == Use.UNUSED;
    if (!matters) {
      return null;
    }
    return waiter
        ? "A gateway is waiting for the decision."
        : "No gateway is waiting right now; it may ask again.";
  }

  private static String sentence(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (RequestState.of(entry)) {
      case PENDING -> waiting(approval);
      case APPROVED -> "The gateway has not run it yet.";
      case RELEASED -> "The gateway has not reported the result.";
      case SUCCEEDED -> "The gateway reported success.";
      case RUN_FAILED -> "The gateway reported a failure" + because(message(approval));
      case RESULT_UNKNOWN ->
          "The gateway reported that it does not know the result" + because(message(approval));
      case DENIED -> denied(Objects.requireNonNull(approval.closed()));
      case EXPIRED -> "No approver decided in time. The agent may ask again.";
      case CANCELLED -> cancelled((Event.Cancelled) Objects.requireNonNull(approval.closed()));
      case FAILED ->
          "No eligible approver could decide or be notified"
              + because(Objects.requireNonNull(approval.closed()).detail());
      case REVOKED -> {
        var revoked = Objects.requireNonNull(approval.revoked());
        yield "Revoked before it ran, by "
            + InlineText.word(revoked.by().name())
            + because(revoked.detail());
      }
      case OUTDATED ->
          "Policy or approvers have changed since it was approved"
              + because(Objects.requireNonNull(approval.revoked()).detail());
      case LAPSED -> "It was approved, but the gateway did not run it in time.";
    };
  }

  private static String waiting(Approval approval) {
    return approval
        .openStage()
        .map(
            stage -> {
              int missing = stage.stage().needed() - stage.by().size();
              return "Waiting for "
                  + missing
                  + (missing == 1 ? " approval from " : " approvals from ")
                  + DisplayText.line(Eligible.described(stage.eligible()))
                  + ".";
            })
        .orElse("Waiting.");
  }

  private static @Nullable String message(Approval approval) {
    return Optional.ofNullable(approval.result()).map(Event.Reported::message).orElse(null);
  }

  private static String cancelled(Event.Cancelled closed) {
    return (closed.reason() == Reason.SUPERSEDED
            ? "Replaced by a new request under today's policy; decide that one"
            : "Cancelled by " + InlineText.word(closed.by().name()))
        + because(closed.detail());
  }

  private static String denied(Event.Closing closed) {
    return switch (closed.reason()) {
      case DENIED_BY_POLICY -> "Denied by policy" + because(closed.detail());
      case RECENTLY_DENIED -> "An approver denied the same call less than ten minutes ago.";
      case APPROVER_FLOOD ->
          "Too many requests are waiting for the approvers" + because(closed.detail());
      default -> "Denied by an approver" + because(closed.detail());
    };
  }

  private static String because(@Nullable String detail) {
    return detail == null ? "." : ": " + InlineText.quoted(detail) + ".";
  }

  private static List<Stage> stages(Approval approval) {
    var stages = new ArrayList<Stage>();
    var open = approval.waitingStage().orElse(-1);
    for (var it : approval.stages()) {
      stages.add(
          new Stage(
              DisplayText.line(Eligible.described(it.eligible())),
              it.stage().needed(),
              it.by().size(),
              it.by().stream().map(DisplayText::line).toList(),
              approval.closed() == null && stages.size() == open));
    }
    return stages;
  }

  private static Decision decision(Event.Decided it) {
    var reason = it.reason();
    return new Decision(
        DisplayText.line(it.standing().person()),
        it.verdict() == Verdict.APPROVE ? "approved" : "denied",
        reason == null ? null : DisplayText.lines(reason),
        Time.of(it.at()),
        door(it.standing().door()));
  }

  private static String door(Door door) {
    return switch (door) {
      case API -> "through the API";
      case SLACK -> "in Slack";
      case PAGE -> "on the page";
      case PAGE_STEP_UP -> "on the page, after a fresh sign-in";
    };
  }
}
