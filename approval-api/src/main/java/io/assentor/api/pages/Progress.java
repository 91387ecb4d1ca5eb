// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a request is: what moves while somebody looks at it.
 *
 * @param status one word
 * @param sentence what that means
 * @param clock how long there is; absent once it does not matter
 * @param clockEnd when that ends
 * @param agent whether anybody waits for the answer
 */
record Progress(
    String status,
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

  /** Somebody's ruling. */
  record Decision(String person, String verdict, @Nullable String reason, Time at, String door) {}

  static Progress of(ApprovalRecord entry, boolean waiter) {
    var approval = entry.approval();
    var use = approval.use(entry.asOf());
    var end = end(entry);
    return new Progress(
        word(entry.status(), use),
        sentence(entry),
        end == null ? null : Time.left(entry.asOf(), end),
        end == null ? null : Time.of(end),
        agent(entry, waiter),
        stages(approval),
        approval.decisions().stream().map(Progress::decision).toList());
  }

  /** What is said aloud when it has changed: who decided last, and how it stands. */
  public String told() {
    return decisions.isEmpty()
        ? sentence
        : decisions.getLast().person() + " " + decisions.getLast().verdict() + ". " + sentence;
  }

  private static java.time.@Nullable Instant end(ApprovalRecord entry) {
    var approval = entry.approval();
    if (entry.status() == Status.PENDING) {
      return approval.request().expiresAt();
    }
    return approval.use(entry.asOf()) == Use.UNUSED ? approval.validUntil() : null;
  }

  /** Only of this process, so it says no more than that. */
  private static @Nullable String agent(ApprovalRecord entry, boolean waiter) {
    boolean matters =
        entry.status() == Status.PENDING || entry.approval().use(entry.asOf()) == Use.UNUSED;
    if (!matters) {
      return null;
    }
    return waiter
        ? "A gateway waits for this answer now."
        : "No gateway waits at this process now; it may ask again.";
  }

  static String word(Status status, @Nullable Use use) {
    if (use == null || use == Use.UNUSED) {
      return nameOf(status);
    }
    return use == Use.CONSUMED ? "released" : nameOf(use);
  }

  private static String sentence(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (entry.status()) {
      case PENDING ->
          approval
              .openStage()
              .map(
                  stage ->
                      "Waits for "
                          + (stage.stage().needed() - stage.by().size())
                          + " of "
                          + DisplayText.line(Eligible.described(stage.eligible()))
                          + ".")
              .orElse("Waits.");
      case APPROVED -> approved(entry);
      case DENIED -> denied(Objects.requireNonNull(approval.closed()));
      case EXPIRED -> "Nobody decided in time. Nothing runs; the agent may ask again.";
      case CANCELLED -> {
        var closed = (Event.Cancelled) Objects.requireNonNull(approval.closed());
        yield (closed.reason() == Reason.SUPERSEDED
                ? "Asked again under another policy; decide the new request"
                : "Withdrawn by " + DisplayText.line(closed.by().name()))
            + because(closed.detail());
      }
      case FAILED ->
          "Nobody could decide or be told"
              + because(Objects.requireNonNull(approval.closed()).detail());
    };
  }

  private static String approved(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (Objects.requireNonNull(approval.use(entry.asOf()))) {
      case UNUSED -> "Approved. Its gateway has not run it yet.";
      case LAPSED -> "Approved, but not run in time. Nothing runs.";
      case REVOKED -> {
        var revoked = Objects.requireNonNull(approval.revoked());
        yield "Revoked before use by "
            + DisplayText.line(revoked.by().name())
            + because(revoked.detail());
      }
      case CONSUMED -> {
        var released = Time.of(Objects.requireNonNull(approval.consumed()).at()).text();
        var result = approval.result();
        yield "Approved and released once, on "
            + released
            + (result == null
                ? ". Its gateway has not said how it went."
                : ". Its gateway says that it " + said(result));
      }
    };
  }

  private static String said(Event.Reported result) {
    return switch (result.result()) {
      case SUCCEEDED -> "succeeded.";
      case FAILED -> "failed" + because(result.message());
      case UNKNOWN -> "does not know how it went" + because(result.message());
    };
  }

  private static String denied(Event.Closing closed) {
    var by =
        switch (closed.reason()) {
          case DENIED_BY_POLICY -> "Denied by policy";
          case RECENTLY_DENIED -> "Denied: an approver denied the same call a short while ago";
          case APPROVER_FLOOD -> "Denied: people have been asked too much";
          default -> "Denied by an approver";
        };
    return by + because(closed.detail());
  }

  private static String because(@Nullable String detail) {
    return detail == null ? "." : ": " + DisplayText.line(detail);
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
      case API -> "over the API";
      case SLACK -> "in Slack";
      case PAGE -> "on the page";
      case PAGE_STEP_UP -> "on the page, having just signed in";
    };
  }
}
