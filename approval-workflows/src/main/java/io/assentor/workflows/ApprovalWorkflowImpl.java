// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits in one place, and ends only when the ledger says that nothing is left to do. */
public final class ApprovalWorkflowImpl implements ApprovalWorkflow {

  /** After this many failures a channel is not used for {@link #RESEND_AFTER}. */
  private static final int SEND_ATTEMPTS = 7;

  /**
   * Shorter than a claim is held, so that no other worker sends a message that is still being sent.
   */
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(25);

  /** Deadlines wait for all attempts, so these must not take long. */
  private static final Duration SEND_INTERVAL = Duration.ofSeconds(5);

  private static final long MIN_SLEEP_MILLIS = 10;

  /** When the next round begins after a failed delivery, if the agenda names no time. */
  public static final Duration RESEND_AFTER = Duration.ofMinutes(1);

  private final Tending ledger =
      Workflow.newLocalActivityStub(
          Tending.class,
          LocalActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(10))
              .setRetryOptions(
                  RetryOptions.newBuilder()
                      .setInitialInterval(Duration.ofMillis(500))
                      .setMaximumInterval(Duration.ofSeconds(30))
                      .build())
              .build());

  private final Sending channels =
      Workflow.newActivityStub(
          Sending.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(SEND_TIMEOUT)
              .setRetryOptions(
                  RetryOptions.newBuilder()
                      .setMaximumAttempts(SEND_ATTEMPTS)
                      .setMaximumInterval(SEND_INTERVAL)
                      .build())
              .build());

  private boolean moved;

  @Override
  public void tend(ApprovalRef approval) {
    while (true) {
      moved = false;
      var agenda = ledger.agenda(approval);
      boolean allSent = send(agenda.orders());
      var nextIn = allSent ? agenda.nextIn() : sooner(agenda.nextIn());
      boolean unmoved = ledger.tended(approval, agenda.sequence(), nextIn);
      if (unmoved && !moved && nextIn == null) {
        return;
      }
      if (unmoved && nextIn != null) {
        Workflow.await(Duration.ofMillis(Math.max(MIN_SLEEP_MILLIS, nextIn)), () -> moved);
      }
      if (Workflow.getInfo().isContinueAsNewSuggested()) {
        Workflow.continueAsNew(approval);
      }
    }
  }

  @Override
  public void moved() {
    moved = true;
  }

  private boolean send(List<DeliveryTask> tasks) {
    var sendings = tasks.stream().map(task -> Async.procedure(channels::send, task)).toList();
    boolean allSent = true;
    for (Promise<Void> sending : sendings) {
      try {
        sending.get();
      } catch (ActivityFailure e) {
        allSent = false; // other recipients and deadlines must not wait for this channel
      }
    }
    return allSent;
  }

  private static Long sooner(@Nullable Long nextIn) {
    long resendIn = RESEND_AFTER.toMillis();
    return nextIn == null ? resendIn : Math.min(nextIn, resendIn);
  }
}
