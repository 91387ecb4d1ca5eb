// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.workflows.ApprovalWorkflowImpl;
import io.assentor.workflows.Sending;
import io.assentor.workflows.TemporalCourier;
import io.assentor.workflows.Tending;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs workflows and activities. Temporal may be down when we start: a decision still counts and
 * still releases the gateway, so the worker keeps trying and nobody waits for it.
 */
public final class ApprovalWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApprovalWorker.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int CACHED_WORKFLOWS = 1_000;

  private final WorkflowClient client;
  private final Tending ledger;
  private final Sending channels;
  private final CountDownLatch stop = new CountDownLatch(1);

  public ApprovalWorker(WorkflowClient client, Tending ledger, Sending channels) {
    this.client = client;
    this.ledger = ledger;
    this.channels = channels;
    Thread.ofPlatform().name("approval-worker").daemon().start(this::run);
  }

  private void run() {
    try {
      do {
        var factory =
            WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                    .setUsingVirtualWorkflowThreads(true)
                    .setWorkflowCacheSize(CACHED_WORKFLOWS)
                    .build());
        try {
          var worker = factory.newWorker(TemporalCourier.TASK_QUEUE);
          worker.registerWorkflowImplementationTypes(ApprovalWorkflowImpl.class);
          worker.registerActivitiesImplementations(ledger, channels);
          factory.start();
          stop.await();
        } catch (RuntimeException e) {
          LOG.warn("Temporal cannot be reached, trying again: {}", e.toString());
        } finally {
          factory.shutdown();
        }
      } while (!stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
