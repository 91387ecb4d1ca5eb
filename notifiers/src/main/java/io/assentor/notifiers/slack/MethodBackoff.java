// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.channel.Channel.Later;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits calls of each Slack method: a few at a time, and none while Slack asks to wait. If all
 * continued at once after a wait, Slack would ask for the next one.
 */
final class MethodBackoff {

  private static final Duration WORTH_WAITING = Duration.ofSeconds(2);
  private static final int AT_ONCE = 4;

  private final Timing timing;
  private final Map<String, Long> until = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

  MethodBackoff(Timing timing) {
    this.timing = timing;
  }

  /** Records that Slack asks to wait with a method. */
  void add(String method, Duration rest) {
    until.merge(method, timing.now() + rest.toNanos(), (a, b) -> a - b > 0 ? a : b);
  }

  /**
   * Returns when the method may be called; {@link #end} must follow.
   *
   * @throws Later if that is too far off to wait for here; then {@link #end} must not follow
   */
  void begin(String method) {
    if (!acquired(turns(method))) {
      throw new Later("too many want to use " + method, WORTH_WAITING);
    }
    try {
      for (var left = left(method); left.isPositive(); left = left(method)) {
        if (left.compareTo(WORTH_WAITING) > 0) {
          throw new Later("Slack asked to wait with " + method, left);
        }
        timing.sleep(left);
      }
    } catch (RuntimeException e) {
      end(method);
      throw e;
    }
  }

  private static boolean acquired(Semaphore turns) {
    try {
      return turns.tryAcquire(WORTH_WAITING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void end(String method) {
    turns(method).release();
  }

  private Semaphore turns(String method) {
    // Messages one by one: with two in progress, one could still be sent while Slack asks to wait.
    int atOnce = method.startsWith("chat.") ? 1 : AT_ONCE;
    return turns.computeIfAbsent(method, any -> new Semaphore(atOnce, true));
  }

  private Duration left(String method) {
    var end = until.get(method);
    return end == null ? Duration.ZERO : Duration.ofNanos(end - timing.now());
  }
}
