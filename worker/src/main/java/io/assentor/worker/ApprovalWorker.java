// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Loop;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.assentor.workflows.Sending;
import io.assentor.workflows.TemporalCourier;
import io.assentor.workflows.Tending;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs workflows and activities. Temporal may be down at the start: decisions still count and reach
 * their gateways, so the worker retries in the background.
 */
public final class ApprovalWorker implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int CACHED_WORKFLOWS = 1_000;

  private final WorkflowClient client;
  private final Tending ledger;
  private final Sending channels;
  private final Loop loop;
  private volatile @Nullable WorkerFactory running;
  private volatile boolean closed;

  public ApprovalWorker(WorkflowClient client, Tending ledger, Sending channels) {
    this.client = client;
    this.ledger = ledger;
    this.channels = channels;
    this.loop = Loop.start("approval-worker", "Connecting to Temporal", RETRY, this::start);
  }

  /** Starts the worker if it is not running; once it runs, it reconnects to Temporal by itself. */
  private void start() {
    if (running != null) {
      return;
    }
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
    } catch (RuntimeException e) {
      factory.shutdown();
      throw e;
    }
    running = factory;
    if (closed) {
      factory.shutdown();
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.close();
    var factory = running;
    if (factory != null) {
      factory.shutdown();
    }
  }
}
