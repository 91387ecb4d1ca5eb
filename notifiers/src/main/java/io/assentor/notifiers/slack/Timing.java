// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The time by which Slack's limits are kept. Tests bring a clock that sleeping turns on.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param sleep returns when so much of that time has gone by
 * @param patience how long Slack may say nothing during a call
 */
record Timing(LongSupplier nanoTime, Consumer<Duration> sleep, Duration patience) {

  static final Timing REAL =
      new Timing(System::nanoTime, Timing::reallySleep, Duration.ofSeconds(4));

  long now() {
    return nanoTime.getAsLong();
  }

  void sleep(Duration duration) {
    sleep.accept(duration);
  }

  private static void reallySleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
