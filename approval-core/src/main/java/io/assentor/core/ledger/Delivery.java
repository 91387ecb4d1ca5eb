// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message to one recipient through one channel: a row, unique on its key.
 *
 * @param people ids of the directory people it tells, as of the last attempt; empty if nobody in
 *     particular
 * @param claims how often sending was begun without knowing how it ended: a process died, or the
 *     channel did not say
 * @param attempts how many attempts it took, or has taken so far; a message that was sent and is
 *     brought up to date counts anew
 * @param begunAt when sending was first begun
 * @param receipt proof of where it went; absent until the channel has taken it
 * @param failure why it can never arrive, or, with a receipt, why it came back later; absent if it
 *     may yet arrive, or has as far as is known
 * @param shown the {@link ApprovalRecord#state} it shows now; absent until the channel has taken it
 * @param lastError why the last attempt that failed did; absent if none has. It stays when a later
 *     attempt succeeds, and has no next try then
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

  /** After so many unconfirmed attempts no more are made: the message may be what kills us. */
  public static final int MAX_CLAIMS = 10;

  public Delivery {
    people = Set.copyOf(people);
  }

  /** How far it has come. */
  public Status status() {
    if (isLost()) {
      return receipt == null ? Status.FAILED : Status.RETURNED;
    }
    if (receipt != null) {
      return Status.SENT;
    }
    return nextTryAt() == null ? Status.SENDING : Status.RETRYING;
  }

  /** Whether it must not be sent again. */
  public boolean settled() {
    return receipt != null || isLost();
  }

  /** Whether it tells nobody, as far as is known, and never will. */
  public boolean isLost() {
    return failure != null || (receipt == null && claims >= MAX_CLAIMS);
  }

  /** Whether it may have arrived, and nobody knows. */
  public boolean isDoubtful() {
    return !settled() && claims > 0;
  }

  /** When the next attempt to send it, or to bring it up to date, is due; absent if none waits. */
  public @Nullable Instant nextTryAt() {
    return lastError == null ? null : lastError.nextTryAt;
  }

  /** How far a delivery has come. */
  public enum Status {
    /** An attempt is being made. */
    SENDING,
    /** The last attempt failed; the next one waits for its time. */
    RETRYING,
    /** The channel has taken it. */
    SENT,
    /** It can never be sent. */
    FAILED,
    /** It was sent, and came back or was removed. */
    RETURNED
  }

  /**
   * Why an attempt failed.
   *
   * @param message on one line, as people may see it
   * @param nextTryAt when the next attempt is due; absent if none waits
   */
  public record LastError(String message, Instant at, @Nullable Instant nextTryAt) {}

  /**
   * What makes a delivery one and the same.
   *
   * @param recipient as the channel addresses people
   */
  public record Key(ApprovalId approval, String channel, String recipient, Occasion occasion) {}
}
