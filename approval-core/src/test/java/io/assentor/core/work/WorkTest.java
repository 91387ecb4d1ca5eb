// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.json.Json;
import io.assentor.core.text.Steps;
import io.assentor.core.work.WorkEndedException.Why;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is only closed
class WorkTest {

  private static final byte[] LARGE =
      ("{\"a\":[" + "{},".repeat(20_000) + "{}]}").getBytes(StandardCharsets.UTF_8);

  private MemoryBudget memory = new MemoryBudget(0);
  private final AtomicBoolean gone = new AtomicBoolean();

  private Work work(long bytes, long steps) {
    memory = new MemoryBudget(bytes);
    return new Work(memory, gone::get, steps);
  }

  @Test
  void jsonThatDoesNotFit_isRefusedAndAllIsGivenBack() {
    try (var scope = work(100_000, Long.MAX_VALUE).begin()) {
      assertEnds(Why.OVER_CAPACITY, () -> Json.parse(LARGE));
      assertThat(memory.reserved()).isLessThanOrEqualTo(100_000);
    }
    assertThat(memory.reserved()).isZero();
  }

  @Test
  void storedJson_isChargedToo() {
    try (var scope = work(100_000, Long.MAX_VALUE).begin()) {
      assertEnds(Why.OVER_CAPACITY, () -> Json.parseStored(LARGE));
      assertEnds(Why.OVER_CAPACITY, () -> Json.parseLeniently(LARGE));
    }
  }

  @Test
  void threadWithoutWork_isChargedNothing() {
    try (var scope = work(0, 0).begin()) {
      assertEnds(Why.OVER_CAPACITY, () -> Json.parse(LARGE));
    }
    assertThat(Json.parse(LARGE)).isInstanceOf(Json.Obj.class);
  }

  @Test
  void tooManySteps_endTheWorkHoweverOftenItGoesOn() {
    var work = work(Long.MAX_VALUE, 20_000);
    try (var scope = work.begin()) {
      assertEnds(Why.TOO_COSTLY, () -> Json.parse(LARGE));
      assertEnds(Why.TOO_COSTLY, () -> Work.chargeSteps(0));
    }
    assertThat(work.steps()).isBetween(20_000L, 30_000L);
  }

  @Test
  void callerThatLeaves_endsTheWork() {
    try (var scope = work(Long.MAX_VALUE, Long.MAX_VALUE).begin()) {
      var steps = Steps.unlimited();
      steps.take(5_000_000);
      gone.set(true);
      assertEnds(Why.CALLER_GONE, () -> steps.take(5_000_000));
      assertEnds(Why.CALLER_GONE, () -> Work.chargeSteps(0));
    }
  }

  @Test
  void whatWasCommitted_isAnsweredWhateverItCosts() {
    try (var scope = work(1_000, 1_000).begin()) {
      gone.set(true);
      Work.markCommitted();
      Work.chargeSteps(100_000_000);
      assertThat(Json.parse(LARGE)).isInstanceOf(Json.Obj.class);
      assertThat(memory.reserved()).isGreaterThan(LARGE.length);
    }
    assertThat(memory.reserved()).isZero();
  }

  @Test
  void whatWaits_keepsNothingAndIsChargedAgainAfterwards() {
    try (var scope = work(10_000_000, Long.MAX_VALUE).begin()) {
      Json.parse(LARGE);
      Work.markCommitted();
      assertThat(memory.reserved()).isGreaterThan(LARGE.length);
      try (var suspended = Work.suspend()) {
        assertThat(memory.reserved()).isZero();
        Json.parse(LARGE);
        assertThat(memory.reserved()).isZero();
      }
      Json.parse(LARGE);
      assertThat(memory.reserved()).isGreaterThan(LARGE.length);
      assertEnds(Why.OVER_CAPACITY, () -> Work.chargeMemory(10_000_000));
    }
    assertThat(memory.reserved()).isZero();
  }

  private static void assertEnds(Why why, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(WorkEndedException.class, e -> assertThat(e.why()).isEqualTo(why));
  }
}
