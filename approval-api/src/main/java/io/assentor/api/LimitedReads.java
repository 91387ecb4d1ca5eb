// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.work.WorkEndedException;
import io.assentor.core.work.WorkEndedException.Why;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads a few calls at a time, because each may be large. When the ledger is slow or unreachable,
 * each read takes until its timeout. Reads in the queue give up after a time of their own, so that
 * a thousand of them do not wait for a thousand timeouts.
 */
public final class LimitedReads {

  private final Semaphore places;

  /**
   * Limits concurrent reads.
   *
   * @param atMost at least one
   */
  public LimitedReads(int atMost) {
    this.places = new Semaphore(atMost, true);
  }

  /**
   * Reads when there is a free place.
   *
   * @param timeout how long to wait for a place
   * @throws WorkEndedException if no place was free in time, or the thread was interrupted; then
   *     nothing was read
   */
  public <T> T read(Duration timeout, Supplier<T> read) {
    if (!hasPlace(timeout)) {
      throw new WorkEndedException(Why.OVER_CAPACITY);
    }
    try {
      return read.get();
    } finally {
      places.release();
    }
  }

  private boolean hasPlace(Duration timeout) {
    try {
      return places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
