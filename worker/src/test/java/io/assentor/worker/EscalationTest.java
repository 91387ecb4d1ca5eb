// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Status;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.work.MemoryBudget;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.RecordingChannel;
import io.assentor.workflows.ApprovalRef;
import io.assentor.workflows.ApprovalWorkflow;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.assentor.workflows.TemporalCourier;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workflow and its activities on a clock that skips: what happens when nobody answers. */
class EscalationTest {

  private static final Requirement PATIENT =
      new Requirement(
          List.of(
              new Stage(
                  new Eligible.Role("approver"),
                  1,
                  List.of(
                      new Step.Remind(Duration.ofMinutes(5)),
                      new Step.Widen(Duration.ofMinutes(15), new Eligible.Role("owner")),
                      new Step.Remind(Duration.ofMinutes(20)),
                      new Step.Widen(Duration.ofMinutes(30), new Eligible.Group("on-call"))))),
          Duration.ofHours(1),
          Duration.ofMinutes(10));

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.ofEpochMilli(temporal.currentTimeMillis()));
  private final RecordingChannel channel = new RecordingChannel("alice");
  private final Approvals approvals =
      new Approvals(
          ledger,
          new Authority(
              ledger,
              Rules.of(
                  (tenant, request) -> Judgement.of(Fixtures.requiring(PATIENT)),
                  InMemoryDirectory.demo().withMember("olga", "on-call"))),
          id -> {});
  private final Notices notices = new Notices(List.of(channel), "https://assentor.example");

  @AfterEach
  void stop() {
    temporal.close();
  }

  private void startWorker() {
    var worker = temporal.newWorker(TemporalCourier.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(ApprovalWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        new LedgerActivities(
            ledger,
            ledger,
            approvals,
            notices,
            new MemoryBudget(Long.MAX_VALUE),
            Duration.ofMinutes(1)),
        new ChannelActivities(
            ledger,
            ledger,
            notices,
            id -> {},
            new MemoryBudget(Long.MAX_VALUE),
            Duration.ofMinutes(1)));
    temporal.start();
  }

  @Test
  void nobodyAnswers_eachStepIsTakenOnTimeAndToldOnce() {
    startWorker();
    var entry = approvals.submit(Fixtures.request("slow")).entry();
    var workflow = begin(entry);

    WorkflowStub.fromTyped(workflow).getResult(Void.class);

    assertThat(told())
        .containsExactly(
            "announcement", "reminder", "escalation", "reminder", "escalation", "outcome");
    assertThat(ledger.find(entry.id()).orElseThrow().status()).isEqualTo(Status.EXPIRED);
    var submitted = entry.approval().request().at();
    var story = ledger.story(entry.id()).orElseThrow();
    assertThat(story.events())
        .extracting(stored -> stored.event().getClass().getSimpleName())
        .isEqualTo(
            List.of("Submitted", "Reminded", "Escalated", "Reminded", "Escalated", "Expired"));
    assertThat(story.events())
        .extracting(stored -> Duration.between(submitted, stored.event().at()).toMinutes())
        .containsExactly(0L, 5L, 15L, 20L, 30L, 60L);
  }

  @Test
  void workflowLostMeanwhile_catchesUpAndTellsNothingTwice() {
    startWorker();
    var entry = approvals.submit(Fixtures.request("slow")).entry();
    var lost = begin(entry);
    temporal.sleep(Duration.ofMinutes(6));
    assertThat(told()).containsExactly("announcement", "reminder");
    WorkflowStub.fromTyped(lost).terminate("as a new, empty Temporal would have it");
    temporal.sleep(Duration.ofMinutes(12));

    var resumed = begin(entry);
    temporal.sleep(Duration.ofSeconds(1));
    assertThat(told()).containsExactly("announcement", "reminder", "escalation");
    WorkflowStub.fromTyped(resumed).getResult(Void.class);

    assertThat(told())
        .containsExactly(
            "announcement", "reminder", "escalation", "reminder", "escalation", "outcome");
    assertThat(ledger.find(entry.id()).orElseThrow().approval().closed())
        .isInstanceOf(Event.Expired.class);
  }

  private List<String> told() {
    return channel.sent().stream()
        .map(sent -> Members.nameOf(sent.notice().occasion().purpose()))
        .toList();
  }

  private ApprovalWorkflow begin(ApprovalRecord entry) {
    var workflow =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(
                ApprovalWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(entry.id().toString())
                    .setTaskQueue(TemporalCourier.TASK_QUEUE)
                    .build());
    WorkflowClient.start(workflow::tend, ApprovalRef.of(entry.id()));
    return workflow;
  }
}
