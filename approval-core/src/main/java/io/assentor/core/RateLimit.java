// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * At most so many a window and key, in this process. Fixed windows: short of exact at their edges,
 * bounded in memory by forgetting every count when a window ends.
 *
 * @param <K> what is limited
 */
public final class RateLimit<K> {

  private final int perWindow;
  private final long windowNanos;
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();
  private long windowStart = System.nanoTime();

  public RateLimit(int perWindow, Duration window) {
    this.perWindow = perWindow;
    this.windowNanos = window.toNanos();
  }

  /** Counts one more; false if that is too many. */
  public boolean admits(K key) {
    startWindow();
    return counts.merge(key, 1, Integer::sum) <= perWindow;
  }

  private synchronized void startWindow() {
    long now = System.nanoTime();
    if (now - windowStart >= windowNanos) {
      counts.clear();
      windowStart = now;
    }
  }
}
