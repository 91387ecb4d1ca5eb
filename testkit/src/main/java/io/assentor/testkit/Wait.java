// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a fact instead of for a while. */
public final class Wait {

  private Wait() {}

  private static final Duration OFTEN = Duration.ofMillis(5);

  /** Looks until the fact holds; fails, naming it, if it does not hold in time. */
  public static void until(String fact, Duration atMost, BooleanSupplier holds) {
    until(fact, atMost, OFTEN, holds);
  }

  /** The same, looking less often where looking costs what is waited for. */
  public static void until(String fact, Duration atMost, Duration every, BooleanSupplier holds) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + atMost + ": " + fact);
      }
      LockSupport.parkNanos(every.toNanos());
    }
  }
}
