// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.FloodGate.Asked;
import io.assentor.core.FloodGate.Taken;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Budgets.Budget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FloodGateTest {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final AtomicLong nanoTime = new AtomicLong();
  private final FloodGate gate = new FloodGate(nanoTime::get);

  @Test
  void whatIsGivenBack_mayBeAskedAgain() {
    gate.giveBack(take());

    assertThat(take().refusal()).isNull();
    assertThat(take().refusal()).isNull();
    assertThat(take().refusal()).contains("2 times in 60 s");
  }

  @Test
  void refusedRequest_countsForNothing() {
    take();
    var second = take();
    assertThat(take().refusal()).isNotNull();

    gate.giveBack(second);

    assertThat(take().refusal()).isNull();
  }

  @Test
  void countOfAnEndedWindow_isNotGivenBackToTheNext() {
    var before = take();
    nanoTime.addAndGet(WINDOW.toNanos());
    take();
    take();

    gate.giveBack(before);

    assertThat(take().refusal()).contains("2 times in 60 s");
  }

  private Taken take() {
    var twice = new Budget(2, WINDOW);
    return gate.take(
        "default",
        "deploy-bot",
        List.of(new Asked(1, List.of("alice"))),
        new Budgets(twice, twice));
  }
}
