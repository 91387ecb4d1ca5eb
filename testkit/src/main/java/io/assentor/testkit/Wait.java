// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a fact instead of for a while. */
public final class Wait {

  private Wait() {}

  /** Looks until the fact holds; fails, naming it, if it does not hold in time. */
  public static void until(String fact, Duration atMost, BooleanSupplier holds) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + atMost + ": " + fact);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
