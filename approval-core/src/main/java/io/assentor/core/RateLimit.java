// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * At most so many a window and key, in this process. Fixed windows: short of exact at their edges,
 * bounded in memory: every count is forgotten when a window ends, and a window counts only so many
 * keys apart.
 *
 * @param <K> what is limited
 */
public final class RateLimit<K> {

  /** Keys counted apart in a window; whoever comes after so many others shares one count. */
  static final int MAX_KEYS = 100_000;

  private final int perWindow;
  private final long windowNanos;
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();
  private final AtomicInteger others = new AtomicInteger();
  private long windowStart = System.nanoTime();

  public RateLimit(int perWindow, Duration window) {
    this.perWindow = perWindow;
    this.windowNanos = window.toNanos();
  }

  /** Counts one more; false if that is too many. */
  public boolean admits(K key) {
    startWindow();
    if (counts.size() >= MAX_KEYS && !counts.containsKey(key)) {
      return others.incrementAndGet() <= perWindow;
    }
    return counts.merge(key, 1, Integer::sum) <= perWindow;
  }

  private synchronized void startWindow() {
    long now = System.nanoTime();
    if (now - windowStart >= windowNanos) {
      counts.clear();
      others.set(0);
      windowStart = now;
    }
  }
}
