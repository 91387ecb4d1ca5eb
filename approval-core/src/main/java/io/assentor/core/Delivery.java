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
 */
public record Delivery(Key key, int claims, @Nullable String receipt, @Nullable Instant receiptAt) {

  /**
   * What makes a delivery one and the same.
   *
   * @param recipient as the channel addresses people
   * @param stage index of the stage it is about
   */
  public record Key(
      ApprovalId approval, String channel, String recipient, Purpose purpose, int stage) {}

  /** Why word is sent. */
  public enum Purpose {
    /** Someone is asked. */
    ANNOUNCEMENT,
    /** The request is decided or over. */
    OUTCOME
  }
}
