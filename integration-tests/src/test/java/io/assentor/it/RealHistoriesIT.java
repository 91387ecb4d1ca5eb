// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.Stack;
import io.assentor.harness.TemporalAtHand;
import io.assentor.testkit.Wait;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real server records of each behaviour replays with today's code. With {@code
 * -Dassentor.record-histories=true} it is kept, and replayed by every build from then on.
 */
@Tag("real-temporal")
@ExtendWith(TemporalAtHand.class)
class RealHistoriesIT {

  private static final boolean RECORD = Boolean.getBoolean("assentor.record-histories");
  private static final Path HISTORIES =
      Path.of("../approval-workflows/src/test/resources/histories");

  @Test
  void whatARealServerRecords_replaysWithTodaysCode(@TempDir Path data) throws Exception {
    try (var server = Assentor.start(data, Map.of())) {
      var api = server.api();
      var expired = api.submit(Api.submission("expired").put("expiresIn", 3));
      var submission = Api.submission("consumed");
      var consumed = api.submit(submission);
      awaitDelivery(api, consumed, "announcement");
      api.decide("alice", consumed, "approve");
      awaitDelivery(api, consumed, "outcome");
      api.consume("gateway", consumed, Api.consumption(submission, "a"));
      awaitDelivery(api, expired, "outcome");

      var resumed = api.submit(Api.submission("resumed"));
      awaitDelivery(api, resumed, "announcement");
      server.killWorker();
      api.decide("alice", resumed, "deny");
      server.restart(Map.of());
      awaitDelivery(api, resumed, "outcome");

      replay(server, expired, "real-expired");
      replay(server, consumed, "real-consumed");
      replay(server, resumed, "real-resumed-by-another-worker");
    }
  }

  private static void awaitDelivery(Api api, Answer request, String purpose) {
    Wait.until(
        purpose + " of " + request.text("id"),
        () -> api.deliveries(request).contains(purpose + " claims=1 receipt=logged"));
  }

  private static void replay(Assentor server, Answer request, String name) throws Exception {
    var stubs = Stack.shared().temporal().stubs();
    try {
      var options = WorkflowClientOptions.newBuilder().setNamespace(server.namespace()).build();
      var client = WorkflowClient.newInstance(stubs, options);
      var workflow = "default/" + request.text("id");
      Wait.until(name + " has ended", () -> hasEnded(client.fetchHistory(workflow)));
      var history = client.fetchHistory(workflow);
      WorkflowReplayer.replayWorkflowExecution(history, ApprovalWorkflowImpl.class);
      if (RECORD) {
        var json =
            history
                .toJson(true)
                .replaceAll("\"identity\": \"[^\"]*\"", "\"identity\": \"recorded\"");
        Files.writeString(HISTORIES.resolve(name + ".json"), json + "\n");
      }
    } finally {
      stubs.shutdownNow();
    }
  }

  private static boolean hasEnded(WorkflowExecutionHistory history) {
    var last = history.getHistory().getEventsList().getLast();
    assertThat(last.hasWorkflowExecutionFailedEventAttributes()).isFalse();
    return last.hasWorkflowExecutionCompletedEventAttributes();
  }
}
