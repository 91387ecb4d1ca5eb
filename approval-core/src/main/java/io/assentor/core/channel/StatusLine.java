// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Approval.StageProgress;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Eligible;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of a request, in a sentence for the people who were asked. */
public final class StatusLine {

  private StatusLine() {}

  /**
   * Returns the state at the time of the entry, on one line. Names and reasons are {@link
   * InlineText}, so that they cannot be mistaken for Assentor's own words.
   */
  public static String of(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (entry.status()) {
      case PENDING -> waiting(approval);
      case APPROVED -> approved(entry);
      case DENIED ->
          approval.closed() instanceof Event.Denied denied
                  && denied.reason() == Reason.DENIED_BY_APPROVER
              ? "Denied by " + deniers(approval) + because(denied.detail()) + "."
              : "Denied by policy" + because(detail(approval)) + ".";
      case EXPIRED -> "Expired: nobody decided in time. It did not run.";
      case CANCELLED -> "Withdrawn" + because(detail(approval)) + ". It did not run.";
      case FAILED -> "Failed: no one could decide it" + shortfall(approval) + ".";
    };
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

  private static String approved(ApprovalRecord entry) {
    var approval = entry.approval();
    var by = agreed(approval.stages());
    var approved = "Approved by " + (by.isEmpty() ? "policy" : InlineText.list(by));
    return switch (Objects.requireNonNull(approval.use(entry.asOf()))) {
      case UNUSED -> approved + "; it has not run yet.";
      case CONSUMED -> approved + "; " + ran(approval.result());
      case LAPSED -> approved + ", but it was not run in time and has lapsed.";
      case REVOKED ->
          approved
              + ", then withdrawn before it ran"
              + because(Objects.requireNonNull(approval.revoked()).detail())
              + ".";
    };
  }

  private static String ran(Event.@Nullable Reported result) {
    return result == null
        ? "released to run, once."
        : switch (result.result()) {
          case SUCCEEDED -> "it ran, and succeeded.";
          // The tool's message may contain anything, so it stays in the ledger.
          case FAILED -> "it ran, and failed.";
          case UNKNOWN -> "it was released; the result is unknown.";
        };
  }

  private static String deniers(Approval approval) {
    return approval.decisions().stream()
        .filter(decision -> decision.verdict() == Verdict.DENY)
        .map(decision -> InlineText.word(decision.standing().person()))
        .collect(Collectors.joining(", "));
  }

  private static @Nullable String detail(Approval approval) {
    return approval.closed() == null ? null : approval.closed().detail();
  }

  /** Returns the fixed wording. */
  private static String shortfall(Approval approval) {
    var detail = detail(approval);
    return detail == null ? "" : ": " + DisplayText.line(detail);
  }

  private static String because(@Nullable String detail) {
    return detail == null || detail.isBlank() ? "" : ": " + InlineText.quoted(detail);
  }
}
