// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The clock for Slack's limits. Tests use a clock that advances when it sleeps.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param sleep returns after a time of that clock
 * @param responseTimeout how long Slack may be silent during a call
 */
record Timing(LongSupplier nanoTime, Consumer<Duration> sleep, Duration responseTimeout) {

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
