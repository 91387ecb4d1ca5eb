// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

import io.assentor.core.work.WorkEndedException.Why;
import org.jspecify.annotations.Nullable;

/**
 * What one caller's request costs: steps taken, and bytes of memory that live until it is answered.
 * It is bound to the thread, so that everything that makes JSON or reads text charges it, whichever
 * entry point the caller came by; a thread without one is not charged.
 *
 * <p>Work ends with a {@link WorkEndedException} when the memory of the process is taken, when it
 * takes too many steps, or when the caller has left; never once something was committed.
 */
public final class Work {

  /** Steps between two looks whether the caller is still there, some milliseconds. */
  private static final int LOOK_EVERY = 1 << 20;

  private static final ThreadLocal<@Nullable Work> CURRENT = new ThreadLocal<>();

  private final Reservation memory;
  private final Connection caller;
  private final long maxSteps;
  private long steps;
  private long nextLook = LOOK_EVERY;
  private boolean settled;
  private @Nullable Why ended;

  /**
   * Work for one caller.
   *
   * @param maxSteps how many it may take
   */
  public Work(MemoryBudget memory, Connection caller, long maxSteps) {
    this.memory = new Reservation(memory);
    this.caller = caller;
    this.maxSteps = maxSteps;
  }

  /** The connection that the caller waits at. */
  public interface Connection {
    /** Whether nobody is left to be answered. */
    boolean isGone();
  }

  /** Ends what it began when it is closed. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Charges what this thread does to this work until the scope is closed, which frees it all. */
  public Scope begin() {
    var before = CURRENT.get();
    CURRENT.set(this);
    return () -> {
      memory.release();
      restore(before);
    };
  }

  /**
   * Frees what the thread's work keeps and charges nothing while the caller only waits; nothing
   * large may be reachable any more. Afterwards it is charged as if it had just begun.
   */
  public static Scope rest() {
    var current = CURRENT.get();
    if (current == null) {
      return () -> {};
    }
    current.memory.release();
    current.settled = false;
    CURRENT.remove();
    return () -> CURRENT.set(current);
  }

  private static void restore(@Nullable Work before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  /**
   * Charges memory that lives until the caller is answered.
   *
   * @throws WorkEndedException if it is not there
   */
  public static void keeps(long bytes) {
    var current = CURRENT.get();
    if (current != null) {
      current.memory.keep(bytes, current.settled);
    }
  }

  /**
   * Charges steps.
   *
   * @throws WorkEndedException if they are too many, or the caller has left
   */
  public static void takes(long steps) {
    var current = CURRENT.get();
    if (current != null) {
      current.take(steps);
    }
  }

  /** Something was committed: from now on the caller is answered, whatever that costs. */
  public static void settle() {
    var current = CURRENT.get();
    if (current != null) {
      current.settled = true;
    }
  }

  /** Bytes of memory kept so far. */
  public long kept() {
    return memory.kept();
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  private void take(long more) {
    steps += more;
    if (settled) {
      return;
    }
    if (ended == null) {
      ended = why();
    }
    if (ended != null) {
      throw new WorkEndedException(ended); // again, where a library took it for a wrong argument
    }
  }

  private @Nullable Why why() {
    if (steps > maxSteps) {
      return Why.TOO_COSTLY;
    }
    if (steps < nextLook) {
      return null;
    }
    nextLook = steps + LOOK_EVERY;
    return caller.isGone() ? Why.CALLER_GONE : null;
  }
}
