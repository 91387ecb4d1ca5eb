// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until a test turns it, or code under test sleeps by it. Sleeping takes
 * no real time: it turns the clock on.
 *
 * <p>Safe for use by many threads.
 */
public final class VirtualClock extends Clock {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private Instant now = START;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Returns the time in nanoseconds, for intervals, as {@link System#nanoTime} does. */
  public long nanoTime() {
    return ChronoUnit.NANOS.between(START, instant());
  }

  /** Turns the clock on; what sleeping by it does, too. */
  public synchronized void turn(Duration duration) {
    now = now.plus(duration);
  }

  /** Turns the clock on to this instant, unless it is past it already. */
  public synchronized void turnTo(Instant instant) {
    now = now.isBefore(instant) ? instant : now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("only instants are told");
  }
}
