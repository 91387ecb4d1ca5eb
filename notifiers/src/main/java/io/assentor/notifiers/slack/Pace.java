// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.channel.Channel.Later;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One message a second and channel, as Slack asks for. Who comes too early gets a place in the
 * queue, and waits if it is near.
 *
 * @see <a href="https://docs.slack.dev/apis/web-api/rate-limits">Slack's rate limits</a>
 */
final class Pace {

  /** What Slack asks for. */
  static final Duration SLACKS = Duration.ofSeconds(1);

  private static final long WORTH_WAITING = Duration.ofSeconds(2).toNanos();

  /**
   * Who comes later to their place has lost it; if all such came at once, they would be a burst.
   */
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
   * @param message the same when it comes again
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
