// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.work.Work;
import java.util.concurrent.CancellationException;

/**
 * Counts the work on untrusted text, one step for each character read. Work past a limit ends, and
 * so does the work of an interrupted thread. Steps are charged to the {@link Work} of the thread,
 * which ends it when the caller has left.
 */
public final class Steps {

  /** The number of steps between two checks of the thread; a power of two. */
  private static final int LOOK_EVERY = 1 << 12;

  private final long limit;
  private long taken;
  private long charged;
  private long nextLook = LOOK_EVERY;

  private Steps(long limit) {
    this.limit = limit;
  }

  /** Counts up to a limit. */
  public static Steps atMost(long limit) {
    return new Steps(limit);
  }

  /** Only counts. */
  public static Steps unlimited() {
    return new Steps(Long.MAX_VALUE);
  }

  /** Takes one step. */
  public void take() {
    take(1);
  }

  /**
   * Takes several steps at once.
   *
   * @throws Exhausted if that is more than the limit
   * @throws CancellationException if the thread was interrupted
   * @throws io.assentor.core.work.WorkEndedException if the thread's work ends
   */
  public void take(long steps) {
    taken += steps;
    if (taken > limit) {
      throw new Exhausted(limit);
    }
    if (taken >= nextLook) {
      nextLook = taken + LOOK_EVERY;
      Work.chargeSteps(taken - charged);
      charged = taken;
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted after " + taken + " steps");
      }
    }
  }

  /** Returns the number of steps taken. */
  public long taken() {
    return taken;
  }

  /** Returns whether the limit was exceeded. */
  public boolean isExhausted() {
    return taken > limit;
  }

  /** The work exceeded its limit. */
  public static final class Exhausted extends RuntimeException {
    private Exhausted(long limit) {
      super("more than " + limit + " steps");
    }
  }
}
