// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a fact instead of for a while. How long a machine may take is not what tests are about:
 * the one limit here only keeps a fact that never comes from holding up the build.
 */
public final class Wait {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration OFTEN = Duration.ofMillis(5);

  private Wait() {}

  /** Looks until the fact holds; fails, naming it, if it never does. */
  public static void until(String fact, BooleanSupplier holds) {
    lookingEvery(OFTEN, fact, holds);
  }

  /** The same, for looks that would slow what is waited for if there were many. */
  public static void lookingEvery(Duration pause, String fact, BooleanSupplier holds) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ": " + fact);
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }
}
