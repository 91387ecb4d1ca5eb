// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits events per window and key, in this process. Windows are fixed: slightly inexact at their
 * edges, and bounded in memory, because counts are dropped when a window ends and a window has a
 * limited number of keys.
 *
 * @param <K> the type of keys
 */
public final class RateLimit<K> {

  /** The most keys counted separately in a window; later keys share one count. */
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

  /** Counts one more; returns false if that exceeds the limit. */
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
