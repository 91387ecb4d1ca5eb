// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Members;
import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 45s}, {@code 30m}, {@code 2h}, {@code 1d}. */
final class Durations {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private static final Duration MAX = Duration.ofDays(365);

  private Durations() {}

  static Duration of(Members members, String name, Duration otherwise) {
    var text = members.optionalString(name);
    return text == null ? otherwise : of(members, name, text);
  }

  static Duration required(Members members, String name) {
    return of(members, name, members.string(name));
  }

  private static Duration of(Members members, String name, String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw members.bad(name, "a duration such as 45s, 30m, 2h or 1d");
    }
    long count = Long.parseLong(match.group(1));
    var duration =
        switch (match.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.compareTo(MAX) > 0) {
      throw members.bad(name, "a duration of at most 365d");
    }
    return duration;
  }
}
