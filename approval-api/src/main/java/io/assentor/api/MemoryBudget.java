// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.work.Memory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all requests in this process may use together. Each reserves its cost before it
 * allocates; one that does not fit is refused with 503. Only work that has committed something may
 * overdraw, since its caller must hear of that: keep a part of the heap free for it.
 */
public final class MemoryBudget implements Memory {

  private final long bytes;
  private final AtomicLong reserved = new AtomicLong();

  /** A budget of so many bytes. */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** A budget of its own, of one part in so many of this one. */
  MemoryBudget part(int of) {
    return new MemoryBudget(bytes / of);
  }

  /** What is reserved now, in bytes. */
  public long reserved() {
    return reserved.get();
  }

  @Override
  public boolean reserve(long more, boolean overdraw) {
    if (reserved.addAndGet(more) <= bytes || overdraw) {
      return true;
    }
    reserved.addAndGet(-more);
    return false;
  }

  @Override
  public void release(long less) {
    reserved.addAndGet(-less);
  }
}
