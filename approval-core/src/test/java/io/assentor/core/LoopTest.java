// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

  private static final int PASSES = 3;

  @Test
  @SuppressWarnings("try") // it runs until it is closed
  void failedPass_isFollowedByTheNext() throws Exception {
    var passes = new AtomicInteger();
    var enough = new CountDownLatch(PASSES);
    try (var loop =
        Loop.start(
            "test-loop",
            "A pass",
            Duration.ofMillis(1),
            () -> {
              enough.countDown();
              switch (passes.getAndIncrement()) {
                case 0 -> throw new IOException("away");
                case 1 -> throw new StackOverflowError();
                default -> {}
              }
            })) {
      assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void closedLoop_runsNoFurtherPass() throws Exception {
    var passes = new AtomicInteger();
    var ran = new CountDownLatch(1);
    var thread = new Thread[1];
    var loop =
        Loop.start(
            "test-loop",
            "A pass",
            Duration.ofHours(1),
            () -> {
              thread[0] = Thread.currentThread();
              passes.incrementAndGet();
              ran.countDown();
            });
    assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();

    loop.close();

    thread[0].join(TimeUnit.MINUTES.toMillis(1));
    assertThat(thread[0].isAlive()).isFalse();
    assertThat(passes).hasValue(1);
  }

  @Test
  void wokenLoop_runsTheNextPassWithoutRest() throws Exception {
    var passes = new CountDownLatch(2);
    var first = new CountDownLatch(1);
    try (var loop =
        Loop.start(
            "test-loop",
            "A pass",
            Duration.ofHours(1),
            () -> {
              first.countDown();
              passes.countDown();
            })) {
      assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
      loop.wake();
      assertThat(passes.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  @SuppressWarnings("try") // it runs until it is closed
  void failedPass_mayHaveARestOfItsOwn() throws Exception {
    var enough = new CountDownLatch(PASSES);
    try (var loop =
        Loop.start(
            "test-loop",
            "A pass",
            Duration.ofHours(1),
            Duration.ofMillis(1),
            () -> {
              enough.countDown();
              throw new IOException("away");
            })) {
      assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
