// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import java.time.Instant;

/** The times that a ledger holds, in four-digit years: databases reach less far or further. */
public final class StorableTime {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The last microsecond, which is what databases count in. */
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private StorableTime() {}

  /** Returns this time; of one that no ledger holds, the nearest that every one does. */
  public static Instant within(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }
}
