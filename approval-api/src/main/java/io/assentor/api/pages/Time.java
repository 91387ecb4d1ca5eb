// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * An instant as a page shows it.
 *
 * @param machine RFC 3339
 * @param text the same for people, in UTC because readers may be in different time zones
 */
record Time(String machine, String text) {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static Time of(Instant at) {
    return new Time(at.truncatedTo(ChronoUnit.SECONDS).toString(), FORM.format(at));
  }

  /** Returns the time left, coarse enough to change at most once a minute. */
  static String left(Instant now, Instant until) {
    var left = Duration.between(now, until);
    if (left.isNegative() || left.isZero()) {
      return "now";
    }
    if (left.toMinutes() < 1) {
      return "in less than a minute";
    }
    return left.toHours() < 3 ? "in " + left.toMinutes() + " min" : inHours(left);
  }

  private static String inHours(Duration left) {
    return left.toDays() < 3 ? "in " + left.toHours() + " h" : "in " + left.toDays() + " days";
  }
}
