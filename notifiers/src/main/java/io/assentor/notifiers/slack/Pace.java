// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.channel.Channel.Later;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits messages to one per second and channel, as Slack requires. A message that is too early
 * gets a place in the queue, and waits if the place is near.
 *
 * @see <a href="https://docs.slack.dev/apis/web-api/rate-limits">Slack's rate limits</a>
 */
final class Pace {

  /** Slack's limit. */
  static final Duration SLACKS = Duration.ofSeconds(1);

  private static final long WORTH_WAITING = Duration.ofSeconds(2).toNanos();

  /** A message that misses its place loses it; otherwise late messages would form a burst. */
  private static final long LATE = Duration.ofSeconds(5).toNanos();

  private final Timing timing;
  private final long interval;
  private final Map<String, Long> nextFree = new HashMap<>();
  private final Map<Object, Long> places = new HashMap<>();

  Pace(Timing timing, Duration interval) {
    this.timing = timing;
    this.interval = interval.toNanos();
  }

  /**
   * Returns when it is this message's turn.
   *
   * @param message the same when it is tried again
   * @throws Later if that is too far off to wait for here
   */
  void await(String channel, Object message) {
    long wait = place(channel, message);
    if (wait > WORTH_WAITING) {
      throw new Later("the queue for " + channel + " is long", Duration.ofNanos(wait));
    }
    if (wait > 0) {
      timing.sleep(Duration.ofNanos(wait));
    }
    leave(message);
  }

  private synchronized long place(String channel, Object message) {
    long now = timing.now();
    places.values().removeIf(place -> now - place > LATE);
    var kept = places.get(message);
    if (kept != null) {
      return kept - now;
    }
    nextFree.values().removeIf(next -> now - next > LATE);
    long place = later(now, nextFree.getOrDefault(channel, now));
    nextFree.put(channel, place + interval);
    places.put(message, place);
    return place - now;
  }

  private synchronized void leave(Object message) {
    places.remove(message);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
