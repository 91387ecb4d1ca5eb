// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.api.TimedInput.SlowBodyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimedInputTest {

  private final AtomicLong clock = new AtomicLong();

  /** Each packet may come in time, and the whole never end. */
  @Test
  void bodyThatDrips_endsWithItsTime() throws IOException {
    var time = Duration.ofSeconds(60);
    var body = new TimedInput(new ByteArrayInputStream(new byte[100]), time, clock::get);
    assertThat(body.read()).isZero();
    clock.addAndGet(time.toNanos());
    assertThat(body.readNBytes(10)).hasSize(10);
    clock.incrementAndGet();
    assertThatThrownBy(body::read).isInstanceOf(SlowBodyException.class);
    assertThatThrownBy(body::readAllBytes).isInstanceOf(SlowBodyException.class);
  }
}
