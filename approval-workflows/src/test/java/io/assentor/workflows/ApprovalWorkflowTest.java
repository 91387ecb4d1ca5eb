// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflow against a scripted ledger, in a Temporal whose clock skips ahead. */
class ApprovalWorkflowTest {

  private static final ApprovalRef APPROVAL =
      new ApprovalRef("default", "01939f0e-0000-7000-8000-000000000001");
  private static final long HALF_HOUR = Duration.ofMinutes(30).toMillis();

  /** Set to write the histories anew after a behaviour was released; then look at the diff. */
  private static final boolean RECORD = Boolean.getBoolean("assentor.record-histories");

  private static final Path HISTORIES = Path.of("src/test/resources/histories");

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final Script script = new Script();

  @BeforeEach
  void startWorker() {
    var worker = temporal.newWorker(TemporalCourier.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(ApprovalWorkflowImpl.class);
    worker.registerActivitiesImplementations(script, script.channel);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  @Test
  void undecidedRequest_isAnnouncedThenExpiresOnTime() throws IOException {
    script.then(agenda(1, HALF_HOUR, "ANNOUNCEMENT")).then(agenda(2, null, "OUTCOME"));

    run();

    assertThat(script.sent).containsExactly("ANNOUNCEMENT", "OUTCOME");
    assertThat(script.sleptMillis()).isBetween(HALF_HOUR, HALF_HOUR + 60_000);
    assertThat(script.tended).containsExactly("1/" + HALF_HOUR, "2/null");
    record("expiry");
  }

  @Test
  void signal_wakesItBeforeTheDeadline() throws IOException {
    script.then(agenda(1, HALF_HOUR, "ANNOUNCEMENT")).then(agenda(3, null, "OUTCOME"));
    var workflow = start();
    temporal.sleep(Duration.ofMinutes(1));

    workflow.moved();
    finish(workflow);

    assertThat(script.sleptMillis()).isLessThan(HALF_HOUR);
    assertThat(script.sent).containsExactly("ANNOUNCEMENT", "OUTCOME");
    record("decision");
  }

  @Test
  void signalThatComesFirst_isNotLost() {
    script.then(agenda(1, HALF_HOUR)).then(agenda(2, null));
    var workflow = stub();
    var batch = temporal.getWorkflowClient().newSignalWithStartRequest();
    batch.add(workflow::tend, APPROVAL);
    batch.add(workflow::moved);
    temporal.getWorkflowClient().signalWithStart(batch);

    finish(workflow);

    assertThat(script.agendas).isEmpty();
  }

  @Test
  void movedMeanwhile_isLookedAtAgainAtOnce() {
    script.then(agenda(1, HALF_HOUR)).then(agenda(2, null));
    script.movedMeanwhile = true;

    run();

    assertThat(script.tended).containsExactly("1/" + HALF_HOUR, "2/null");
    assertThat(script.sleptMillis()).isLessThan(HALF_HOUR);
  }

  @Test
  void channelThatFails_isTriedAgainAndHoldsUpNobodyElse() throws IOException {
    script.then(agenda(1, HALF_HOUR, "ANNOUNCEMENT", "BROKEN"));
    script.then(agenda(1, HALF_HOUR, "BROKEN")).then(agenda(2, null, "OUTCOME"));

    run();

    assertThat(script.sent).containsExactly("ANNOUNCEMENT", "OUTCOME");
    assertThat(script.tended.getFirst())
        .as("again in a minute, not in half an hour")
        .isEqualTo("1/60000");
    record("broken-channel");
  }

  @ParameterizedTest
  @MethodSource("histories")
  void recordedHistory_replaysWithTodaysCode(Path history) throws Exception {
    var json = Files.readString(history);

    WorkflowReplayer.replayWorkflowExecution(json, ApprovalWorkflowImpl.class);
  }

  private static Stream<Path> histories() throws IOException {
    try (var files = Files.list(HISTORIES)) {
      return files.sorted().toList().stream();
    }
  }

  private void run() {
    stub().tend(APPROVAL);
  }

  private static void finish(ApprovalWorkflow workflow) {
    WorkflowStub.fromTyped(workflow).getResult(Void.class);
  }

  private ApprovalWorkflow start() {
    var workflow = stub();
    WorkflowClient.start(workflow::tend, APPROVAL);
    return workflow;
  }

  private ApprovalWorkflow stub() {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            ApprovalWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(APPROVAL.id().toString())
                .setTaskQueue(TemporalCourier.TASK_QUEUE)
                .build());
  }

  private void record(String name) throws IOException {
    if (RECORD) {
      WorkflowExecutionHistory history =
          temporal
              .getWorkflowClient()
              .fetchHistory(
                  APPROVAL.id().toString(), WorkflowExecution.getDefaultInstance().getRunId());
      Files.writeString(HISTORIES.resolve(name + ".json"), history.toJson(true) + "\n");
    }
  }

  private static Agenda agenda(int sequence, @Nullable Long nextIn, String... purposes) {
    var orders = new ArrayList<DeliveryTask>();
    for (var purpose : purposes) {
      orders.add(new DeliveryTask(APPROVAL, "log", "operator", purpose, 0, 0));
    }
    return new Agenda(sequence, orders, nextIn);
  }

  /** A ledger that says what it is told to say, and remembers what it is told. */
  private final class Script implements Tending {
    final List<Agenda> agendas = new ArrayList<>();
    final List<String> tended = new ArrayList<>();
    final List<String> sent = new ArrayList<>();
    boolean movedMeanwhile;
    private final List<Long> lookedAt = new ArrayList<>();

    final Sending channel =
        new Sending() {
          @Override
          public void send(DeliveryTask task) {
            if (task.purpose().equals("BROKEN")) {
              throw new IllegalStateException("the remote service answers 500");
            }
            sent.add(task.purpose());
          }
        };

    /** Between the first look at the ledger and the second. */
    long sleptMillis() {
      return lookedAt.get(1) - lookedAt.get(0);
    }

    Script then(Agenda agenda) {
      agendas.add(agenda);
      return this;
    }

    @Override
    public Agenda agenda(ApprovalRef approval) {
      lookedAt.add(temporal.currentTimeMillis());
      return agendas.removeFirst();
    }

    @Override
    public boolean tended(ApprovalRef approval, int sequence, @Nullable Long nextIn) {
      tended.add(sequence + "/" + nextIn);
      boolean unmoved = !movedMeanwhile;
      movedMeanwhile = false;
      return unmoved;
    }
  }
}
