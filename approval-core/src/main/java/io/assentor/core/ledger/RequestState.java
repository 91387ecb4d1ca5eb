// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The states of a request as people see it, from its status, use and result. */
public enum RequestState {
  PENDING,
  /** Approved and not released yet. */
  APPROVED,
  /** Released; the gateway has not reported a result. */
  RELEASED,
  SUCCEEDED,
  /** Released, then failed. */
  RUN_FAILED,
  /** Released; the gateway reported that it does not know the result. */
  RESULT_UNKNOWN,
  DENIED,
  EXPIRED,
  CANCELLED,
  /** No one could decide, or be notified. */
  FAILED,
  /** Withdrawn by a person before it was released. */
  REVOKED,
  /** Withdrawn by Assentor, because policy or people have changed since. */
  OUTDATED,
  /** Approved and not released in time. */
  LAPSED;

  public static RequestState of(ApprovalRecord entry) {
    return switch (entry.status()) {
      case PENDING -> PENDING;
      case APPROVED -> approved(entry);
      case DENIED -> DENIED;
      case EXPIRED -> EXPIRED;
      case CANCELLED -> CANCELLED;
      case FAILED -> FAILED;
    };
  }

  private static RequestState approved(ApprovalRecord entry) {
    var approval = entry.approval();
    return switch (Objects.requireNonNull(approval.use(entry.asOf()))) {
      case UNUSED -> APPROVED;
      case LAPSED -> LAPSED;
      case REVOKED -> isOutdated(approval) ? OUTDATED : REVOKED;
      case CONSUMED -> released(approval.result());
    };
  }

  private static boolean isOutdated(Approval approval) {
    var revoked = Objects.requireNonNull(approval.revoked());
    return revoked.reason() == Reason.APPROVAL_OUTDATED || revoked.by().issuer().equals("assentor");
  }

  private static RequestState released(Event.@Nullable Reported result) {
    return result == null
        ? RELEASED
        : switch (result.result()) {
          case SUCCEEDED -> SUCCEEDED;
          case FAILED -> RUN_FAILED;
          case UNKNOWN -> RESULT_UNKNOWN;
        };
  }
}
