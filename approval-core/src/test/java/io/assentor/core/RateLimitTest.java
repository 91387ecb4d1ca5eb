// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  @Test
  void key_isAdmittedSoOften() {
    var limit = new RateLimit<String>(2, Duration.ofDays(1));
    assertThat(limit.admits("a")).isTrue();
    assertThat(limit.admits("a")).isTrue();
    assertThat(limit.admits("a")).isFalse();
    assertThat(limit.admits("b")).isTrue();
  }

  @Test
  void keysBeyondWhatIsCountedApart_shareOneCount() {
    var limit = new RateLimit<Integer>(2, Duration.ofDays(1));
    for (int key = 0; key < RateLimit.MAX_KEYS; key++) {
      assertThat(limit.admits(key)).isTrue();
    }
    assertThat(limit.admits(-1)).isTrue();
    assertThat(limit.admits(-2)).isTrue();
    assertThat(limit.admits(-3)).isFalse();
    assertThat(limit.admits(0)).as("counted apart").isTrue();
  }
}
