// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Waits for a fact instead of for a while. How long a machine may take is not what tests are about:
 * the one limit here only keeps a fact that never comes from holding up the build.
 */
public final class Wait {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final long SHORTEST = Duration.ofMillis(5).toNanos();
  private static final long LONGEST = Duration.ofMillis(250).toNanos();

  private Wait() {}

  /**
   * Looks until the fact holds; fails, naming it, if it never does. What has not come for long is
   * looked at less often, since looking may keep those busy who are to bring it about.
   */
  public static void until(String fact, BooleanSupplier holds) {
    until(fact, holds, waited -> Math.clamp(waited / 16, SHORTEST, LONGEST));
  }

  /** The same, for looks that would slow what is waited for if there were many. */
  public static void lookingEvery(Duration pause, String fact, BooleanSupplier holds) {
    until(fact, holds, waited -> pause.toNanos());
  }

  private static void until(String fact, BooleanSupplier holds, LongUnaryOperator pause) {
    long began = System.nanoTime();
    while (!holds.getAsBoolean()) {
      long waited = System.nanoTime() - began;
      if (waited > LIMIT.toNanos()) {
        throw new AssertionError("not within " + LIMIT + ": " + fact);
      }
      LockSupport.parkNanos(pause.applyAsLong(waited));
    }
  }
}
