// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many callers share, such as all requests of a process. Each reserves its cost before
 * it allocates, and ends if that does not fit. Only work that has committed something may overdraw,
 * since its caller must hear of that: keep a part of the heap free for it.
 */
public final class MemoryBudget {

  private final long bytes;
  private final AtomicLong reserved = new AtomicLong();

  /** Makes a budget. */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** A budget of its own, of one part in so many of this one. */
  public MemoryBudget part(int of) {
    return new MemoryBudget(bytes / of);
  }

  /** Returns the reserved memory, in bytes. */
  public long reserved() {
    return reserved.get();
  }

  /**
   * Reserves more bytes; returns false, and reserves nothing, if they are not available.
   *
   * @param overdraw whether to reserve them even if that exceeds the budget
   */
  public boolean reserve(long more, boolean overdraw) {
    if (reserved.addAndGet(more) <= bytes || overdraw) {
      return true;
    }
    reserved.addAndGet(-more);
    return false;
  }

  /** Releases bytes. */
  public void release(long less) {
    reserved.addAndGet(-less);
  }
}
