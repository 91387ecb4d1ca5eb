// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Word sent to one recipient through one channel: a row, unique on everything but claim and
 * receipt.
 *
 * @param claims how often sending was begun without knowing how it ended: a process died, or the
 *     channel did not say
 * @param begunAt when sending was first begun
 * @param receipt proof of where it went; absent until the channel has taken it
 * @param failure why it can never arrive, or, with a receipt, why it came back later; absent if it
 *     may yet arrive, or has as far as is known
 * @param shown the {@link ApprovalRecord#state} it shows now; absent until the channel has taken it
 */
public record Delivery(
    Key key,
    int claims,
    Instant begunAt,
    @Nullable String receipt,
    @Nullable Instant receiptAt,
    @Nullable String failure,
    @Nullable String shown) {

  /** So many processes died, or seemed to, while they sent it: it may be what kills them. */
  public static final int MAX_CLAIMS = 10;

  /** Whether it must not be sent again. */
  public boolean settled() {
    return receipt != null || isLost();
  }

  /** Whether nobody will ever be told by it, as far as is known. */
  public boolean isLost() {
    return failure != null || (receipt == null && claims >= MAX_CLAIMS);
  }

  /** Whether it may have arrived, and nobody knows. */
  public boolean isDoubtful() {
    return !settled() && claims > 0;
  }

  /**
   * What makes a delivery one and the same.
   *
   * @param recipient as the channel addresses people
   * @param stage index of the stage it is about
   * @param step index of the stage's step it is about; 0 if it is about none
   */
  public record Key(
      ApprovalId approval,
      String channel,
      String recipient,
      Purpose purpose,
      int stage,
      int step) {}

  /** Why word is sent. */
  public enum Purpose {
    /** Someone is asked. */
    ANNOUNCEMENT,
    /** Who was asked is told again. */
    REMINDER,
    /** More people are asked. */
    ESCALATION,
    /** The request is decided or over. */
    OUTCOME
  }
}
