// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** Why a request ended as it did. */
public enum Reason {
  APPROVED,
  ALLOWED_BY_POLICY,
  DENIED_BY_APPROVER,
  DENIED_BY_POLICY,
  /** An approver recently denied the same call. */
  RECENTLY_DENIED,
  NOBODY_DECIDED,
  CANCELLED_BY_GATEWAY,
  CANCELLED_BY_ADMIN,
  /** Submitted again under another policy or requirement. */
  SUPERSEDED,
  NO_ELIGIBLE_APPROVER,
  /** Too few approvers could be reached. */
  NOBODY_REACHABLE,
  /** The decisions do not satisfy the rules of the moment at which the approval is used. */
  APPROVAL_OUTDATED,
  /** More was asked of people than policy's budgets allow. */
  APPROVER_FLOOD
}
