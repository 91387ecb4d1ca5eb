// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.channel.Channel;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * When a failed delivery is retried. The first attempts follow within seconds; then deadlines go
 * on, and further attempts are made at a longer interval.
 *
 * @param interval the longest interval between attempts
 */
record Retries(Duration interval) {

  /** Deadlines wait for attempts that are due sooner than this. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /**
   * Returns how long after a failed attempt the next one is made.
   *
   * @param attempts the number of consecutive failures, at least 1
   */
  Duration after(int attempts) {
    var pause =
        switch (attempts) {
          case 1 -> Duration.ofSeconds(1);
          case 2 -> Duration.ofSeconds(2);
          case 3 -> LONGEST_PAUSE;
          default -> interval;
        };
    return pause.compareTo(interval) < 0 ? pause : interval;
  }

  /**
   * Returns the failure for Temporal. It is benign, because Temporal would otherwise log each with
   * a stack trace, and it is logged already.
   *
   * @param after when to retry. If that is later than a short pause, or, for a place in a channel's
   *     queue, than the next round, it is retried in another round
   */
  static ApplicationFailure failure(RuntimeException e, Duration after) {
    var longest = e instanceof Channel.Later ? ApprovalWorkflowImpl.RESEND_AFTER : LONGEST_PAUSE;
    return benign(e).setNextRetryDelay(after).setNonRetryable(after.compareTo(longest) > 0).build();
  }

  /** Ends this round, so that a signal can start the next one at once. */
  static ApplicationFailure nextRound(RuntimeException e) {
    return benign(e).setNonRetryable(true).build();
  }

  private static ApplicationFailure.Builder benign(RuntimeException e) {
    return ApplicationFailure.newBuilder()
        .setMessage(DeliveryFailureLog.message(e))
        .setType(e.getClass().getSimpleName())
        .setCategory(ApplicationErrorCategory.BENIGN);
  }
}
