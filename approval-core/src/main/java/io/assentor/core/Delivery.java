// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Word sent to one recipient through one channel: a row, unique on everything but claim and
 * receipt.
 *
 * @param claims how often sending was begun; more than once only if a process died in between
 * @param receipt proof of where it went; absent until the channel has taken it
 * @param failure why it can never arrive; absent if it may yet, or has
 * @param shown the {@link Entry#state} it shows now; absent until the channel has taken it
 */
public record Delivery(
    Key key,
    int claims,
    @Nullable String receipt,
    @Nullable Instant receiptAt,
    @Nullable String failure,
    @Nullable String shown) {

  /** Whether it must not be sent again. */
  public boolean settled() {
    return receipt != null || failure != null || claims >= 2;
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
