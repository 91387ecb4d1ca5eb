// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.work.WorkEndedException;
import io.assentor.core.work.WorkEndedException.Why;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LimitedReadsTest {

  private static final Duration BRIEFLY = Duration.ofMillis(10);

  private final LimitedReads reads = new LimitedReads(1);
  private final CountDownLatch database = new CountDownLatch(1);

  @Test
  void readerBehindOneThatHangs_givesUpInsteadOfWaitingForIt() throws Exception {
    var hanging = hang();

    for (int i = 0; i < 100; i++) {
      assertNoPlace();
    }
    assertThat(hanging).isNotDone();

    database.countDown();
    assertThat(hanging.get()).isEqualTo("read");
    assertThat(reads.read(BRIEFLY, () -> "next")).isEqualTo("next");
  }

  @Test
  void readThatFails_givesItsPlaceBack() {
    assertThatThrownBy(
            () ->
                reads.read(
                    BRIEFLY,
                    () -> {
                      throw new IllegalStateException("the database is away");
                    }))
        .hasMessage("the database is away");

    assertThat(reads.read(BRIEFLY, () -> "next")).isEqualTo("next");
  }

  @Test
  void readerThatIsInterrupted_readsNothing() throws Exception {
    var hanging = hang();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> reads.read(Duration.ofHours(1), () -> "never"))
        .isInstanceOf(WorkEndedException.class);
    assertThat(Thread.interrupted()).isTrue();
    database.countDown();
    assertThat(hanging.get()).isEqualTo("read");
  }

  private void assertNoPlace() {
    assertThatThrownBy(() -> reads.read(BRIEFLY, () -> "never"))
        .isInstanceOfSatisfying(
            WorkEndedException.class, e -> assertThat(e.why()).isEqualTo(Why.OVER_CAPACITY));
  }

  /** A read that holds the only place until the database answers. */
  private CompletableFuture<String> hang() throws InterruptedException {
    var reading = new CountDownLatch(1);
    var hanging =
        CompletableFuture.supplyAsync(
            () ->
                reads.read(
                    Duration.ofMinutes(1),
                    () -> {
                      reading.countDown();
                      return answer();
                    }),
            Executors.newVirtualThreadPerTaskExecutor());
    reading.await();
    return hanging;
  }

  private String answer() {
    try {
      database.await();
      return "read";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
