// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Reason;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Eligible;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told of an approval: the table of docs/api.md, which a test makes from this
 * one. A message is for the model; {@code {detail}} in it is what policy or a person said, if they
 * did.
 */
public enum AnswerRow {
  AWAITING_APPROVAL(
      "pending",
      NextAction.WAIT,
      "NOT executed: the call is waiting for a human decision{detail}. Do not try another way; ask"
          + " for the outcome again."),
  APPROVED(
      "approved, unused",
      NextAction.CONSUME,
      "NOT executed yet: the call is approved and waits for its gateway to run it."),
  RELEASED(
      "approved, consumed by this very answer", NextAction.NONE, "Approved and released, once."),
  ALLOWED_BY_POLICY(
      "approved by policy outright, consumed by this very answer",
      NextAction.NONE,
      "Allowed by policy."),
  ALREADY_RELEASED(
      "approved, consumed earlier",
      NextAction.REQUEST,
      "NOT executed now: the approval has already been used, and is valid for one execution. Ask"
          + " again if the call is needed once more."),
  APPROVAL_LAPSED(
      "approved, lapsed",
      NextAction.REQUEST,
      "NOT executed: the call was approved but not run in time. Ask again if it is still needed."),
  APPROVAL_REVOKED(
      "approved, revoked",
      NextAction.NONE,
      "NOT executed: the approval was withdrawn before use{detail}. Do not try again."),
  APPROVAL_OUTDATED(
      "approved, revoked because its decisions do not satisfy the rules in force",
      NextAction.REQUEST,
      "NOT executed: the approval no longer satisfies the rules in force{detail}. Ask again if the"
          + " call is still needed."),
  DENIED_BY_APPROVER(
      "denied",
      NextAction.NONE,
      "NOT executed: an approver denied this call{detail}. Do not try again."),
  DENIED_BY_POLICY(
      "denied",
      NextAction.NONE,
      "NOT executed: policy denied this call{detail}. Do not try again unchanged."),
  RECENTLY_DENIED(
      "denied, because an approver denied the same call in the last ten minutes",
      NextAction.NONE,
      "NOT executed: an approver denied this call{detail}. Do not try again."),
  APPROVER_FLOOD(
      "denied, because of policy's budgets",
      NextAction.NONE,
      "NOT executed: too many requests are waiting for approvers{detail}. Do not submit more now;"
          + " wait for the pending requests."),
  NOBODY_DECIDED(
      "expired",
      NextAction.REQUEST,
      "NOT executed: nobody decided in time. This is not a denial; ask again if the call is still"
          + " needed."),
  CANCELLED_BY_GATEWAY(
      "cancelled",
      NextAction.NONE,
      "NOT executed: the request was withdrawn{detail}. Do not try again."),
  CANCELLED_BY_ADMIN(
      "cancelled",
      NextAction.NONE,
      "NOT executed: the request was withdrawn{detail}. Do not try again."),
  SUPERSEDED(
      "cancelled, because it was submitted again under another policy",
      NextAction.REQUEST,
      "NOT executed: the request was withdrawn{detail}. Ask again."),
  NO_ELIGIBLE_APPROVER(
      "failed",
      NextAction.RETRY,
      "NOT executed: nobody could decide this call{detail}. Try again once the operator has fixed"
          + " that."),
  NOBODY_REACHABLE(
      "failed",
      NextAction.RETRY,
      "NOT executed: too few people who could decide this call could be reached{detail}. Try again"
          + " once the operator has fixed that.");

  /** What the gateway should do next. */
  public enum NextAction {
    WAIT,
    CONSUME,
    NONE,
    REQUEST,
    RETRY
  }

  private static final String DETAIL = "{detail}";

  private final String state;
  private final NextAction nextAction;
  private final String message;

  AnswerRow(String state, NextAction nextAction, String message) {
    this.state = state;
    this.nextAction = nextAction;
    this.message = message;
  }

  /** Returns which approvals are answered so: status and use, in words. */
  public String state() {
    return state;
  }

  /** Returns the code, for programs. */
  public String reasonCode() {
    return Members.nameOf(this);
  }

  /** Returns what to do next, as answers write it. */
  public String nextAction() {
    return Members.nameOf(nextAction);
  }

  /** Returns whether such an answer releases the call. */
  public boolean allow() {
    return this == RELEASED || this == ALLOWED_BY_POLICY;
  }

  /** Returns the sentence for the model, with {@code {detail}} where one may be. */
  public String message() {
    return message;
  }

  /** Returns the sentence for the model about this approval. */
  String message(Approval approval) {
    return message.replace(DETAIL, detail(approval));
  }

  private String detail(Approval approval) {
    return switch (this) {
      case AWAITING_APPROVAL -> " (" + waitingFor(approval) + ")";
      case APPROVAL_REVOKED, APPROVAL_OUTDATED ->
          because(Objects.requireNonNull(approval.revoked()).detail());
      default -> {
        var closed = approval.closed();
        yield closed == null ? "" : because(closed.detail());
      }
    };
  }

  private static String because(@Nullable String detail) {
    return detail == null ? "" : ": " + detail;
  }

  private static String waitingFor(Approval approval) {
    var stage = approval.openStage().orElseThrow();
    int needed = stage.stage().needed();
    return needed
        + (needed == 1 ? " approval" : " approvals")
        + " needed from "
        + Eligible.described(stage.eligible());
  }

  /**
   * Returns the row of an approval.
   *
   * @param releases whether this very answer is to release the call
   */
  static AnswerRow of(Approval approval, Instant now, boolean releases) {
    return switch (approval.status(now)) {
      case PENDING -> AWAITING_APPROVAL;
      case EXPIRED -> NOBODY_DECIDED;
      case APPROVED -> used(approval, now, releases);
      case DENIED, CANCELLED, FAILED -> closed(Objects.requireNonNull(approval.closed()).reason());
    };
  }

  private static AnswerRow closed(Reason reason) {
    return switch (reason) {
      case DENIED_BY_APPROVER -> DENIED_BY_APPROVER;
      case DENIED_BY_POLICY -> DENIED_BY_POLICY;
      case RECENTLY_DENIED -> RECENTLY_DENIED;
      case APPROVER_FLOOD -> APPROVER_FLOOD;
      case NOBODY_DECIDED -> NOBODY_DECIDED;
      case CANCELLED_BY_GATEWAY -> CANCELLED_BY_GATEWAY;
      case CANCELLED_BY_ADMIN -> CANCELLED_BY_ADMIN;
      case SUPERSEDED -> SUPERSEDED;
      case NO_ELIGIBLE_APPROVER -> NO_ELIGIBLE_APPROVER;
      case NOBODY_REACHABLE -> NOBODY_REACHABLE;
      case APPROVED, ALLOWED_BY_POLICY, APPROVAL_OUTDATED ->
          throw new IllegalArgumentException(reason + " ends no request without an approval");
    };
  }

  private static AnswerRow used(Approval approval, Instant now, boolean releases) {
    return switch (Objects.requireNonNull(approval.use(now))) {
      case UNUSED -> APPROVED;
      case CONSUMED -> {
        if (!releases) {
          yield ALREADY_RELEASED;
        }
        yield Objects.requireNonNull(approval.closed()).reason() == Reason.ALLOWED_BY_POLICY
            ? ALLOWED_BY_POLICY
            : RELEASED;
      }
      case LAPSED -> APPROVAL_LAPSED;
      case REVOKED ->
          Objects.requireNonNull(approval.revoked()).reason() == Reason.APPROVAL_OUTDATED
              ? APPROVAL_OUTDATED
              : APPROVAL_REVOKED;
    };
  }
}
