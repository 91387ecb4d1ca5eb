// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.call.Party;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.ShownRequest;
import io.assentor.core.policy.Eligible;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes answers from approvals: the table of api.md, in code. */
final class Answers {

  /** There is no point in asking again sooner; a waiting request is answered at once. */
  static final int POLL_AFTER_SECONDS = 2;

  private final String publicUrl;
  private final DecisionTokens tokens;
  private final LedgerReader ledger;

  /**
   * Answers that link to this address.
   *
   * @param publicUrl where people reach us, without a slash at its end
   */
  Answers(String publicUrl, DecisionTokens tokens, LedgerReader ledger) {
    this.publicUrl = publicUrl;
    this.tokens = tokens;
    this.ledger = ledger;
  }

  /** Returns the answer to a request that releases nothing. */
  Answer of(ApprovalRecord entry, boolean withRequest) {
    return answer(entry, false, withRequest ? requestIfWhole(entry) : null);
  }

  /**
   * As {@link #of}, but fails if the call cannot be shown.
   *
   * @throws DamagedRecordException if the stored rendering does not have the view's hash
   */
  Answer shown(ApprovalRecord entry, boolean withRequest) {
    return answer(entry, false, withRequest ? request(entry) : null);
  }

  /** As {@link #shown(ApprovalRecord, boolean)}, for each of these. */
  Function<ApprovalRecord, Answer> shown(List<ApprovalRecord> entries, boolean withRequest) {
    if (!withRequest) {
      return entry -> answer(entry, false, null);
    }
    var renderings = ledger.shown(entries);
    return entry ->
        answer(entry, false, request(entry, ShownRequest.of(entry, renderings.apply(entry))));
  }

  /**
   * Returns the answer that releases the call. It uses only what is in memory, because the single
   * release is spent.
   */
  Answer releasing(ApprovalRecord entry) {
    return answer(entry, true, null);
  }

  private Answer answer(ApprovalRecord entry, boolean releases, Answer.@Nullable Request asked) {
    var approval = entry.approval();
    var request = approval.request();
    var row = row(approval, entry, releases);
    var status = entry.status();
    var use = approval.use(entry.asOf());
    return new Answer(
        entry.id().uuid(),
        Members.nameOf(status),
        use == null ? null : Members.nameOf(use),
        releases,
        row.message,
        row.reasonCode,
        row.nextAction,
        request.fingerprint().text(),
        request.view(),
        approval.decisions().stream().map(Answers::decision).toList(),
        request.at(),
        request.expiresAt(),
        approval.validUntil(),
        status == Status.PENDING ? POLL_AFTER_SECONDS : null,
        publicUrl + "/approvals/" + entry.id().uuid(),
        releases ? entry.content().call().arguments() : null,
        releases ? tokens.token(entry) : null,
        asked,
        null);
  }

  private static Row row(Approval approval, ApprovalRecord entry, boolean releases) {
    return switch (entry.status()) {
      case PENDING ->
          new Row(
              "awaiting_approval",
              "wait",
              "NOT executed: the call is waiting for a human decision ("
                  + waitingFor(approval)
                  + "). Do not try another way; ask for the outcome again.");
      case APPROVED -> approved(approval, entry, releases);
      case DENIED -> {
        var closed = Objects.requireNonNull(approval.closed());
        yield new Row(
            Members.nameOf(closed.reason()),
            "none",
            closed.reason() == Reason.APPROVER_FLOOD
                ? "NOT executed: too many requests are waiting for approvers"
                    + because(closed.detail())
                    + ". Do not submit more now; wait for the pending requests."
                : "NOT executed: "
                    + denier(closed.reason())
                    + " denied this call"
                    + because(closed.detail())
                    + (closed.reason() == Reason.DENIED_BY_POLICY
                        ? ". Do not try again unchanged."
                        : ". Do not try again."));
      }
      case EXPIRED ->
          new Row(
              "nobody_decided",
              "request",
              "NOT executed: nobody decided in time. This is not a denial; ask again if the call is"
                  + " still needed.");
      case CANCELLED -> {
        var closed = (Event.Cancelled) Objects.requireNonNull(approval.closed());
        boolean superseded = closed.reason() == Reason.SUPERSEDED;
        yield new Row(
            Members.nameOf(closed.reason()),
            superseded ? "request" : "none",
            "NOT executed: the request was withdrawn"
                + because(closed.detail())
                + (superseded ? ". Ask again." : ". Do not try again."));
      }
      case FAILED -> {
        var closed = Objects.requireNonNull(approval.closed());
        yield new Row(
            Members.nameOf(closed.reason()),
            "retry",
            (closed.reason() == Reason.NOBODY_REACHABLE
                    ? "NOT executed: too few people who could decide this call could be reached"
                    : "NOT executed: nobody could decide this call")
                + because(closed.detail())
                + ". Try again once the operator has fixed that.");
      }
    };
  }

  private static String denier(Reason reason) {
    return reason == Reason.DENIED_BY_POLICY ? "policy" : "an approver";
  }

  private static Row approved(Approval approval, ApprovalRecord entry, boolean releases) {
    return switch (Objects.requireNonNull(approval.use(entry.asOf()))) {
      case UNUSED ->
          new Row(
              "approved",
              "consume",
              "NOT executed yet: the call is approved and waits for its gateway to run it.");
      case CONSUMED -> {
        if (!releases) {
          yield new Row(
              "already_released",
              "request",
              "NOT executed now: the approval has already been used, and is valid for one execution. Ask"
                  + " again if the call is needed once more.");
        }
        yield byPolicy(approval)
            ? new Row("allowed_by_policy", "none", "Allowed by policy.")
            : new Row("released", "none", "Approved and released, once.");
      }
      case LAPSED ->
          new Row(
              "approval_lapsed",
              "request",
              "NOT executed: the call was approved but not run in time. Ask again if it is still"
                  + " needed.");
      case REVOKED -> {
        var revoked = Objects.requireNonNull(approval.revoked());
        yield revoked.reason() == Reason.APPROVAL_OUTDATED
            ? new Row(
                Members.nameOf(Reason.APPROVAL_OUTDATED),
                "request",
                "NOT executed: the approval no longer satisfies the rules in force"
                    + because(revoked.detail())
                    + ". Ask again if the call is still needed.")
            : new Row(
                "approval_revoked",
                "none",
                "NOT executed: the approval was withdrawn before use"
                    + because(revoked.detail())
                    + ". Do not try again.");
      }
    };
  }

  private static boolean byPolicy(Approval approval) {
    return Objects.requireNonNull(approval.closed()).reason() == Reason.ALLOWED_BY_POLICY;
  }

  private static String because(@Nullable String detail) {
    return detail == null ? "" : ": " + detail;
  }

  private static String waitingFor(Approval approval) {
    var stage = approval.openStage().orElseThrow();
    var who = Eligible.described(stage.eligible());
    int needed = stage.stage().needed();
    return needed + (needed == 1 ? " approval" : " approvals") + " needed from " + who;
  }

  private static Answer.Decision decision(Event.Decided decided) {
    return new Answer.Decision(
        decided.standing().person(),
        Members.nameOf(decided.verdict()),
        decided.reason(),
        decided.standing().door().channel(),
        decided.at());
  }

  /** Absent if the stored rendering does not have the view's hash. */
  private Answer.@Nullable Request requestIfWhole(ApprovalRecord entry) {
    try {
      return request(entry);
    } catch (DamagedRecordException e) {
      return null;
    }
  }

  private Answer.Request request(ApprovalRecord entry) {
    return request(entry, ShownRequest.of(entry, ledger.shown(entry)));
  }

  /** Who has approved is the only part that moves, and the only one from elsewhere. */
  private static Answer.Request request(ApprovalRecord entry, ShownRequest shown) {
    var annotations = shown.annotations();
    return new Answer.Request(
        new Answer.Tool(
            shown.server(),
            shown.tool(),
            annotations.members().isEmpty() ? null : annotations,
            shown.definitionHash()),
        shown.arguments(),
        shown.integers(),
        emptyIsAbsent(shown.withheld()),
        party(shown.subject()),
        party(shown.agent()),
        party(shown.gateway()),
        shown.session(),
        shown.context().json(),
        shown.rule(),
        shown.tier(),
        emptyIsAbsent(shown.notes()),
        emptyIsAbsent(shown.show()),
        emptyIsAbsent(shown.doors()),
        stages(entry.approval()));
  }

  private static Answer.Party party(Party party) {
    return new Answer.Party(party.id(), party.issuer(), Members.nameOf(party.assurance()));
  }

  private static @Nullable List<String> emptyIsAbsent(List<String> values) {
    return values.isEmpty() ? null : values;
  }

  private static List<Answer.Stage> stages(Approval approval) {
    return approval.stages().stream()
        .map(s -> Answer.Stage.of(s.stage(), s.by(), s.eligible().subList(1, s.eligible().size())))
        .toList();
  }

  private record Row(String reasonCode, String nextAction, String message) {}
}
