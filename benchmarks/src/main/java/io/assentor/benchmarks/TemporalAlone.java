// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.harness.TemporalServer;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** What an approval would cost as nothing but a workflow: start, signal, complete. */
final class TemporalAlone implements Work, AutoCloseable {

  /** What Temporal's cloud would count: a start, a signal, a timer, an activity, a marker. */
  private static final Set<EventType> ACTIONS =
      EnumSet.of(
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
          EventType.EVENT_TYPE_TIMER_STARTED,
          EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
          EventType.EVENT_TYPE_MARKER_RECORDED);

  private static final String TASK_QUEUE = "alone";

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final WorkerFactory factory;

  TemporalAlone(TemporalServer temporal, String namespace) {
    stubs = temporal.stubs();
    client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
    factory = WorkerFactory.newInstance(client);
    factory.newWorker(TASK_QUEUE).registerWorkflowImplementationTypes(WaitImpl.class);
    factory.start();
  }

  /** Waits to be told. */
  @WorkflowInterface
  public interface Wait {
    @WorkflowMethod
    String await();

    @SignalMethod
    void decided(String verdict);
  }

  /** The same. */
  public static final class WaitImpl implements Wait {
    private String verdict = "";

    @Override
    public String await() {
      Workflow.await(() -> !verdict.isEmpty());
      return verdict;
    }

    @Override
    public void decided(String told) {
      verdict = told;
    }
  }

  @Override
  public String name() {
    return "Temporal alone: start, signal, complete";
  }

  @Override
  public Caller caller() {
    return () -> {
      var options =
          WorkflowOptions.newBuilder()
              .setTaskQueue(TASK_QUEUE)
              .setWorkflowId(UUID.randomUUID().toString())
              .build();
      var stub = client.newWorkflowStub(Wait.class, options);
      return FloorPaths.timed(
          () -> {
            var unused = WorkflowClient.start(stub::await);
            stub.decided("approve");
            var verdict = WorkflowStub.fromTyped(stub).getResult(String.class);
            if (!"approve".equals(verdict)) {
              throw new IllegalStateException(verdict);
            }
          });
    };
  }

  /** Events and billable actions of one workflow's history. */
  static String actions(TemporalServer temporal, String namespace, String workflow) {
    var stubs = temporal.stubs();
    try {
      var options = WorkflowClientOptions.newBuilder().setNamespace(namespace).build();
      var events =
          WorkflowClient.newInstance(stubs, options)
              .fetchHistory(workflow)
              .getHistory()
              .getEventsList();
      long actions =
          events.stream().filter(event -> ACTIONS.contains(event.getEventType())).count();
      return actions + " actions, " + events.size() + " events";
    } finally {
      stubs.shutdownNow();
    }
  }

  @Override
  public void close() {
    factory.shutdownNow();
    stubs.shutdownNow();
  }
}
