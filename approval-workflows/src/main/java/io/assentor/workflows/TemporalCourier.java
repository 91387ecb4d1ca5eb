// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.assentor.core.Courier;
import io.assentor.core.FailureLog;
import io.assentor.core.approval.ApprovalId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals workflows, and starts those that do not run. It never blocks the caller: changes are in
 * the ledger, and the reconciler finds signals lost by a full queue or an outage of Temporal.
 */
public final class TemporalCourier implements Courier, AutoCloseable {

  /** The task queue of the workers. */
  public static final String TASK_QUEUE = "assentor-approvals";

  private static final Logger LOG = LoggerFactory.getLogger(TemporalCourier.class);

  /**
   * More concurrent signals only make Temporal slower: its in-memory server then starves old tasks.
   */
  private static final int AT_ONCE = 16;

  private static final int QUEUE = 10_000;

  private final FailureLog log = new FailureLog(LOG::warn);
  private final WorkflowClient client;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofVirtual().name("courier-", 0).factory(),
          new ThreadPoolExecutor.AbortPolicy());

  /** The approvals in the queue: one signal stands for all changes until it is sent. */
  private final Set<ApprovalId> queued = ConcurrentHashMap.newKeySet();

  public TemporalCourier(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public void moved(ApprovalId id) {
    if (queued.size() >= QUEUE || !queued.add(id)) {
      return;
    }
    try {
      executor.execute(
          () -> {
            queued.remove(id); // removed first, so that later changes are signalled again
            signal(id);
          });
    } catch (RejectedExecutionException e) {
      queued.remove(id); // closed, or just full
    }
  }

  private void signal(ApprovalId id) {
    var options =
        WorkflowOptions.newBuilder().setWorkflowId(id.toString()).setTaskQueue(TASK_QUEUE).build();
    try {
      var workflow = client.newWorkflowStub(ApprovalWorkflow.class, options);
      var request = client.newSignalWithStartRequest();
      request.add(workflow::tend, ApprovalRef.of(id));
      request.add(workflow::moved);
      var unused = client.signalWithStart(request);
    } catch (RuntimeException e) {
      log.failed(
          "signal", "Signalling the workflow of " + id + " failed; the reconciler repeats it", e);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
