// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.channel.Channel;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * When a failed delivery is tried again. The first attempts follow each other within seconds; then
 * the approval's clock goes on, and the next attempts are made at a longer interval.
 *
 * @param interval how far apart attempts are, at most
 */
record Retries(Duration interval) {

  /** The approval's clock waits for what is retried sooner. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /**
   * How long after a failed attempt to make the next one.
   *
   * @param attempts how many have failed in a row, 1 or more
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
   * What to tell Temporal. It is benign: Temporal would log each with a stack trace, and it is
   * logged already.
   *
   * @param after when to try again. What is further off than a short pause, or, for a turn that
   *     Slack gave, than the next round, is tried in another round
   */
  static ApplicationFailure failure(RuntimeException e, Duration after) {
    var longest = e instanceof Channel.Later ? ApprovalWorkflowImpl.RESEND_AFTER : LONGEST_PAUSE;
    return benign(e).setNextRetryDelay(after).setNonRetryable(after.compareTo(longest) > 0).build();
  }

  /** Ends this round, so that the next one begins at once when the workflow is signalled. */
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
