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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is only closed
class WorkTest {

  private static final byte[] LARGE =
      ("{\"a\":[" + "{},".repeat(20_000) + "{}]}").getBytes(StandardCharsets.UTF_8);

  private final AtomicLong reserved = new AtomicLong();
  private final AtomicBoolean gone = new AtomicBoolean();

  /** Memory for so many bytes. */
  private Memory memory(long bytes) {
    return new Memory() {
      @Override
      public boolean reserve(long more, boolean overdraw) {
        if (reserved.addAndGet(more) <= bytes || overdraw) {
          return true;
        }
        reserved.addAndGet(-more);
        return false;
      }

      @Override
      public void release(long less) {
        reserved.addAndGet(-less);
      }
    };
  }

  private Work work(long bytes, long steps) {
    return new Work(memory(bytes), gone::get, steps);
  }

  @Test
  void jsonThatDoesNotFit_isRefusedAndAllIsGivenBack() {
    try (var scope = work(100_000, Long.MAX_VALUE).begin()) {
      assertEnds(Why.OVER_CAPACITY, () -> Json.parse(LARGE));
      assertThat(reserved).hasValueLessThanOrEqualTo(100_000);
    }
    assertThat(reserved).hasValue(0);
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
      assertEnds(Why.TOO_COSTLY, () -> Work.takes(0));
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
      assertEnds(Why.CALLER_GONE, () -> Work.takes(0));
    }
  }

  @Test
  void whatWasCommitted_isAnsweredWhateverItCosts() {
    try (var scope = work(1_000, 1_000).begin()) {
      gone.set(true);
      Work.settle();
      Work.takes(100_000_000);
      assertThat(Json.parse(LARGE)).isInstanceOf(Json.Obj.class);
      assertThat(reserved).hasValueGreaterThan(LARGE.length);
    }
    assertThat(reserved).hasValue(0);
  }

  @Test
  void whatWaits_keepsNothingAndIsChargedAgainAfterwards() {
    try (var scope = work(10_000_000, Long.MAX_VALUE).begin()) {
      Json.parse(LARGE);
      Work.settle();
      assertThat(reserved).hasValueGreaterThan(LARGE.length);
      try (var resting = Work.rest()) {
        assertThat(reserved).hasValue(0);
        Json.parse(LARGE);
        assertThat(reserved).hasValue(0);
      }
      Json.parse(LARGE);
      assertThat(reserved).hasValueGreaterThan(LARGE.length);
      assertEnds(Why.OVER_CAPACITY, () -> Work.keeps(10_000_000));
    }
    assertThat(reserved).hasValue(0);
  }

  private static void assertEnds(Why why, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(WorkEndedException.class, e -> assertThat(e.why()).isEqualTo(why));
  }
}
