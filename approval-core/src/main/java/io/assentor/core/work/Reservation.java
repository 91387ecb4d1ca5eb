// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

import io.assentor.core.work.WorkEndedException.Why;

/** One caller's share of a {@link MemoryBudget}. */
public final class Reservation {

  /** Memory is reserved in pieces of this size, so that small values cost no atomic write. */
  private static final int PIECE = 1 << 14;

  private final MemoryBudget memory;
  private long charged;
  private long reserved;

  public Reservation(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * Reserves memory until it is released.
   *
   * @throws WorkEndedException if it is not there
   */
  public void charge(long bytes) {
    charge(bytes, false);
  }

  void charge(long bytes, boolean overdraw) {
    long more = charged + bytes - reserved;
    if (more > 0) {
      more = Math.max(more, PIECE);
      if (!memory.reserve(more, overdraw)) {
        throw new WorkEndedException(Why.OVER_CAPACITY);
      }
      reserved += more;
    }
    charged += bytes;
  }

  /** Releases everything. */
  public void release() {
    memory.release(reserved);
    reserved = 0;
    charged = 0;
  }

  /** Returns the bytes reserved now. */
  public long charged() {
    return charged;
  }
}
