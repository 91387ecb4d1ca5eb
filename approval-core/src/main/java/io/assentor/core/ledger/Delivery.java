// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message to one recipient through one channel: a row with a unique key.
 *
 * @param people ids of the people it notifies, as of the last attempt; empty if it is for no one in
 *     particular
 * @param claims how many attempts ended without a known result, because a process died or the
 *     channel did not answer
 * @param attempts the number of attempts so far; updating a message that was sent starts a new
 *     count
 * @param begunAt when sending was first begun
 * @param receipt proof of delivery by the channel; absent until it was accepted
 * @param failure why it cannot be delivered, or, with a receipt, why it was returned later; absent
 *     if neither is known
 * @param shown the {@link ApprovalRecord#state} it shows now; absent until the channel accepted it
 * @param lastError the last failed attempt; absent if none failed. It is kept when a later attempt
 *     succeeds, without a next try
 */
public record Delivery(
    Key key,
    Set<String> people,
    int claims,
    int attempts,
    Instant begunAt,
    @Nullable String receipt,
    @Nullable Instant receiptAt,
    @Nullable String failure,
    @Nullable String shown,
    @Nullable LastError lastError) {

  /**
   * The most unconfirmed attempts. A message that crashes the process must not be sent for ever.
   */
  public static final int MAX_CLAIMS = 10;

  public Delivery {
    people = Set.copyOf(people);
  }

  /** Returns the delivery's status. */
  public Status status() {
    if (isLost()) {
      return receipt == null ? Status.FAILED : Status.RETURNED;
    }
    if (receipt != null) {
      return Status.SENT;
    }
    return nextTryAt() == null ? Status.SENDING : Status.RETRYING;
  }

  /** Returns whether it must not be sent again. */
  public boolean settled() {
    return receipt != null || isLost();
  }

  /** Returns whether it failed for good or was returned. */
  public boolean isLost() {
    return failure != null || (receipt == null && claims >= MAX_CLAIMS);
  }

  /** Returns whether it is unknown if it arrived. */
  public boolean isDoubtful() {
    return !settled() && claims > 0;
  }

  /** Returns when the next attempt to send or update it is due; absent if none is planned. */
  public @Nullable Instant nextTryAt() {
    return lastError == null ? null : lastError.nextTryAt;
  }

  /** The status of a delivery. */
  public enum Status {
    /** An attempt is being made. */
    SENDING,
    /** The last attempt failed; another one is planned. */
    RETRYING,
    /** The channel accepted it. */
    SENT,
    /** It cannot be sent. */
    FAILED,
    /** It was sent, and was returned or removed. */
    RETURNED
  }

  /**
   * Why an attempt failed.
   *
   * @param message on one line, as people may see it
   * @param nextTryAt when the next attempt is due; absent if none is planned
   */
  public record LastError(String message, Instant at, @Nullable Instant nextTryAt) {}

  /**
   * Identifies a delivery.
   *
   * @param recipient as the channel addresses people
   */
  public record Key(ApprovalId approval, String channel, String recipient, Occasion occasion) {}
}
