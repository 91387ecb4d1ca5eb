// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

import io.assentor.core.work.WorkEndedException.Why;
import org.jspecify.annotations.Nullable;

/**
 * The cost of one caller's request: steps taken, and bytes of memory that live until it is
 * answered. It is bound to the thread, so that everything that makes JSON or reads text charges it
 * at every entry point; a thread without one is not charged.
 *
 * <p>Work ends with a {@link WorkEndedException} when the process has no memory left for it, when
 * it takes too many steps, or when the caller has left, but never after something was committed.
 */
public final class Work {

  /** Steps between two checks whether the caller is still connected, some milliseconds. */
  private static final int CHECK_EVERY = 1 << 20;

  private static final ThreadLocal<@Nullable Work> CURRENT = new ThreadLocal<>();

  private final Reservation memory;
  private final Connection caller;
  private final long maxSteps;
  private long steps;
  private long nextCheck = CHECK_EVERY;
  private boolean committed;
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
    /** Returns whether the caller has left. */
    boolean isGone();
  }

  /** Ends the binding when closed. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Charges this thread's work until the scope is closed, which releases everything. */
  public Scope begin() {
    var before = CURRENT.get();
    CURRENT.set(this);
    return () -> {
      memory.release();
      restore(before);
    };
  }

  /**
   * Releases the memory of the thread's work and charges nothing while the caller only waits;
   * nothing large may be reachable then. Afterwards it is charged as if it had just begun.
   */
  public static Scope suspend() {
    var current = CURRENT.get();
    if (current == null) {
      return () -> {};
    }
    current.memory.release();
    current.committed = false;
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
  public static void chargeMemory(long bytes) {
    var current = CURRENT.get();
    if (current != null) {
      current.memory.charge(bytes, current.committed);
    }
  }

  /**
   * Charges steps.
   *
   * @throws WorkEndedException if they are too many, or the caller has left
   */
  public static void chargeSteps(long steps) {
    var current = CURRENT.get();
    if (current != null) {
      current.charge(steps);
    }
  }

  /**
   * Notes that something was committed: from now on the caller gets an answer, whatever it costs.
   */
  public static void markCommitted() {
    var current = CURRENT.get();
    if (current != null) {
      current.committed = true;
    }
  }

  /** Returns the bytes of memory reserved so far. */
  public long chargedMemory() {
    return memory.charged();
  }

  /** Returns the steps taken so far. */
  public long steps() {
    return steps;
  }

  private void charge(long more) {
    steps += more;
    if (committed) {
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
    if (steps < nextCheck) {
      return null;
    }
    nextCheck = steps + CHECK_EVERY;
    return caller.isGone() ? Why.CALLER_GONE : null;
  }
}
