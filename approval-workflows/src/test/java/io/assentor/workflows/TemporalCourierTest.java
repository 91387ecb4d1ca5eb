// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.ApprovalId;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TemporalCourierTest {

  private static final ApprovalId ID =
      new ApprovalId("default", UUID.fromString("01939f0e-0000-7000-8000-000000000001"));

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();

  @AfterEach
  void stop() {
    temporal.close();
  }

  /** Workers of other releases know these names and this payload. */
  @Test
  void signalAndStart_areCalledAsRecordedHistoriesHaveThem() throws Exception {
    var looked = new Looked();
    var worker = temporal.newWorker(TemporalCourier.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(ApprovalWorkflowImpl.class);
    worker.registerActivitiesImplementations(looked);
    temporal.start();
    var client = temporal.getWorkflowClient();

    try (var courier = new TemporalCourier(client)) {
      courier.moved(ID);
      looked.tended.get(2, TimeUnit.MINUTES);
    }
    WorkflowStub.fromTyped(client.newWorkflowStub(ApprovalWorkflow.class, ID.toString()))
        .getResult(Void.class);

    var history = client.fetchHistory(ID.toString()).getEvents();
    var started = only(history, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    var start = started.getWorkflowExecutionStartedEventAttributes();
    assertThat(start.getWorkflowType().getName()).isEqualTo("ApprovalWorkflow");
    assertThat(start.getInput().getPayloads(0).getData().toStringUtf8())
        .isEqualTo("{\"tenant\":\"default\",\"uuid\":\"" + ID.uuid() + "\"}");
    var signalled = only(history, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    var signal = signalled.getWorkflowExecutionSignaledEventAttributes();
    assertThat(signal.getSignalName()).isEqualTo("moved");
    assertThat(signal.getInput().getPayloadsList()).isEmpty();
  }

  private static HistoryEvent only(List<HistoryEvent> history, EventType type) {
    var found = history.stream().filter(it -> it.getEventType() == type).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** A ledger with nothing to do. */
  private static final class Looked implements Tending {
    private final CompletableFuture<ApprovalRef> tended = new CompletableFuture<>();

    @Override
    public Agenda agenda(ApprovalRef approval) {
      return new Agenda(1, List.of(), null);
    }

    @Override
    public boolean tended(ApprovalRef approval, int sequence, @Nullable Long nextIn) {
      tended.complete(approval);
      return true;
    }
  }
}
