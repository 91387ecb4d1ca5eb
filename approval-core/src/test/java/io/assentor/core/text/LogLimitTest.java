// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogLimitTest {

  private long now = Long.MAX_VALUE - 5; // nanoTime may overflow
  private final LogLimit limit = new LogLimit(() -> now);

  @Test
  void oneCause_isLoggedOnceAMinuteAndTheRestCounted() {
    assertThat(limit.admit("refused")).contains("");
    for (int i = 0; i < 100; i++) {
      assertThat(limit.admit("refused")).isEmpty();
    }

    now += Duration.ofMinutes(1).toNanos();

    assertThat(limit.admit("refused")).contains(" (100 more like this since the last)");
    now += Duration.ofMinutes(1).toNanos();
    assertThat(limit.admit("refused")).contains("");
  }

  @Test
  void anotherCause_isNotHeldBack() {
    assertThat(limit.admit("refused")).isPresent();
    assertThat(limit.admit("timeout")).isPresent();
  }

  @Test
  void everChangingCauses_areBoundedToo() {
    long admitted =
        IntStream.range(0, 10_000).filter(i -> limit.admit("cause " + i).isPresent()).count();

    assertThat(admitted).isEqualTo(201);
  }
}
