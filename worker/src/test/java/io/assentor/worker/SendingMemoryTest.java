// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Judgement;
import io.assentor.core.work.MemoryBudget;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.RecordingChannel;
import io.assentor.workflows.ApprovalRef;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However slow a channel is, the calls that wait for it take a bounded part of the heap. */
class SendingMemoryTest {

  private static final int LARGE = 900_000;

  private final MemoryBudget memory = new MemoryBudget(2 * LARGE);
  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);
  private final InMemoryDirectory directory = InMemoryDirectory.demo();
  private final Approvals approvals =
      new Approvals(
          ledger,
          new Authority(
              ledger,
              Rules.of(
                  (tenant, request) -> Judgement.of(Fixtures.requiring(Fixtures.ONE_APPROVER)),
                  directory)),
          id -> {});
  private final RecordingChannel channel = new RecordingChannel("alice");
  private final Notices notices = new Notices(List.of(channel), "https://assentor.example");
  private final LedgerActivities tending =
      new LedgerActivities(ledger, ledger, approvals, notices, memory, Duration.ofMinutes(1));
  private final ChannelActivities sending =
      new ChannelActivities(ledger, ledger, notices, moved -> {}, memory, Duration.ofMinutes(1));

  @Test
  void recordThatDoesNotFit_isTendedWhenThereIsMemoryAgain() {
    var ref = ApprovalRef.of(heldLarge().id());
    assertThat(memory.reserve(2 * LARGE, false)).as("others are being read").isTrue();

    assertThatThrownBy(() -> tending.agenda(ref)).isInstanceOf(ApplicationFailure.class);
    assertThat(memory.reserved()).as("it keeps nothing").isEqualTo(2 * LARGE);

    memory.release(2 * LARGE);
    assertThat(tending.agenda(ref).orders()).hasSize(1);
    assertThat(memory.reserved()).as("all is given back").isZero();
  }

  private ApprovalRecord heldLarge() {
    var arguments = Json.object().put("text", "x".repeat(LARGE)).build();
    var call = new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments);
    return approvals.submit(Fixtures.withCall(Fixtures.request("large"), call)).entry();
  }

  @Test
  void callThatDoesNotFit_isSentWhenThereIsMemoryAgain() {
    var held = heldLarge();
    var task = tending.agenda(ApprovalRef.of(held.id())).orders().getFirst();
    assertThat(memory.reserve(2 * LARGE, false)).as("others are being sent").isTrue();

    assertThatThrownBy(() -> sending.send(task)).isInstanceOf(ApplicationFailure.class);
    assertThat(channel.sent()).isEmpty();
    assertThat(ledger.deliveries(held.id())).as("nothing is claimed").isEmpty();
    assertThat(memory.reserved()).as("it keeps nothing").isEqualTo(2 * LARGE);

    memory.release(2 * LARGE);
    sending.send(task);
    assertThat(channel.sent()).hasSize(1);
    assertThat(memory.reserved()).as("all is given back").isZero();
  }
}
