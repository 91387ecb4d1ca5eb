// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import java.time.Instant;

/**
 * The range of times that a ledger can store: years of four digits, which every database supports.
 */
public final class StorableTime {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The last microsecond; databases count in microseconds. */
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private StorableTime() {}

  /** Returns a time, limited to the range. */
  public static Instant within(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }
}
