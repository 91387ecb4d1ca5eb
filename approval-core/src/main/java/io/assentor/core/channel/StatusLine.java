// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Approval.StageProgress;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.RequestState;
import io.assentor.core.policy.Eligible;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of a request, in a sentence for people: the same on cards, in mails, on pages and in
 * the reply to a decision. What an agent is told differs, since it says what the agent should do
 * next.
 */
public final class StatusLine {

  private StatusLine() {}

  /**
   * Returns the state at the time of the entry, on one line. Names and reasons are {@link
   * InlineText}, so that they cannot be mistaken for Assentor's own words.
   */
  public static String of(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (RequestState.of(entry)) {
      case PENDING -> waiting(approval);
      case APPROVED -> approved(approval) + "; it has not run yet.";
      case RELEASED -> approved(approval) + "; released to run, once.";
      case SUCCEEDED -> approved(approval) + "; it ran and succeeded.";
      // The tool's message may contain anything, so it stays in the ledger and on the page.
      case RUN_FAILED -> approved(approval) + "; it ran and failed.";
      case RESULT_UNKNOWN ->
          approved(approval) + "; released to run, and the gateway does not know the result.";
      case REVOKED -> {
        var revoked = Objects.requireNonNull(approval.revoked());
        yield approved(approval)
            + ", then revoked by "
            + InlineText.word(revoked.by().name())
            + because(revoked.detail())
            + ". It did not run.";
      }
      case OUTDATED ->
          approved(approval)
              + ", but policy or approvers have changed since"
              + because(Objects.requireNonNull(approval.revoked()).detail())
              + ". It did not run.";
      case LAPSED -> approved(approval) + ", but it was not run in time and has lapsed.";
      case DENIED -> denied(approval, closed(approval));
      case EXPIRED -> "Expired: no approver decided in time. It did not run.";
      case CANCELLED -> cancelled((Event.Cancelled) closed(approval));
      case FAILED ->
          "Failed: no eligible approver could decide or be notified" + shortfall(approval) + ".";
    };
  }

  private static String denied(Approval approval, Event.Closing closed) {
    return switch (closed.reason()) {
      case DENIED_BY_APPROVER -> "Denied by " + deniers(approval) + because(closed.detail()) + ".";
      case RECENTLY_DENIED -> "Denied: an approver denied the same call less than ten minutes ago.";
      case APPROVER_FLOOD ->
          "Denied: too many requests are waiting for the approvers"
              + because(closed.detail())
              + ".";
      default -> "Denied by policy" + because(closed.detail()) + ".";
    };
  }

  private static String cancelled(Event.Cancelled closed) {
    return (closed.reason() == Reason.SUPERSEDED
            ? "Replaced by a new request under the current rules; decide that one"
            : "Cancelled by " + InlineText.word(closed.by().name()))
        + because(closed.detail())
        + ". It did not run.";
  }

  private static Event.Closing closed(Approval approval) {
    return Objects.requireNonNull(approval.closed());
  }

  private static String waiting(Approval approval) {
    var stages = approval.stages();
    int open = approval.waitingStage().orElse(0);
    var stage = stages.get(open);
    var missing = stage.stage().needed() - stage.by().size();
    var agreed = agreed(stages);
    return "Waiting for "
        + missing
        + (agreed.isEmpty() ? "" : " more")
        + (missing == 1 ? " approval from " : " approvals from ")
        + Eligible.described(stage.eligible())
        + (stages.size() > 1 ? " (stage " + (open + 1) + " of " + stages.size() + ")" : "")
        + (agreed.isEmpty() ? "." : "; agreed: " + InlineText.list(agreed) + ".");
  }

  private static List<String> agreed(List<StageProgress> stages) {
    return stages.stream().flatMap(stage -> stage.by().stream()).toList();
  }

  private static String approved(Approval approval) {
    var by = agreed(approval.stages());
    return "Approved by " + (by.isEmpty() ? "policy" : InlineText.list(by));
  }

  private static String deniers(Approval approval) {
    return approval.decisions().stream()
        .filter(decision -> decision.verdict() == Verdict.DENY)
        .map(decision -> InlineText.word(decision.standing().person()))
        .collect(Collectors.joining(", "));
  }

  /** Returns the fixed wording. */
  private static String shortfall(Approval approval) {
    var detail = closed(approval).detail();
    return detail == null ? "" : ": " + DisplayText.line(detail);
  }

  private static String because(@Nullable String detail) {
    return detail == null || detail.isBlank() ? "" : ": " + InlineText.quoted(detail);
  }
}
