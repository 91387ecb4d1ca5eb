// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Admits one log line for each cause and minute and counts the rest, so that an outage does not
 * fill the log. Causes beyond the first 200 of a minute share one line.
 */
public final class LogLimit {

  private static final long INTERVAL = Duration.ofMinutes(1).toNanos();
  private static final int MAX_CAUSES = 200;
  private static final String OTHERS = "";

  private final LongSupplier nanoTime;
  private final Map<String, Line> lines = new HashMap<>();

  public LogLimit() {
    this(System::nanoTime);
  }

  LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts one line.
   *
   * @param cause the same for lines that report the same cause
   * @return the text to append to the line, which says how many lines were suppressed; empty if
   *     this line is suppressed
   */
  public synchronized Optional<String> admit(String cause) {
    long now = nanoTime.getAsLong();
    var line = lines.get(cause);
    if (line == null && lines.size() >= MAX_CAUSES) {
      lines.values().removeIf(it -> now - it.at >= 2 * INTERVAL);
    }
    if (line == null) {
      var key = lines.size() >= MAX_CAUSES ? OTHERS : cause;
      line = lines.computeIfAbsent(key, any -> new Line(now - INTERVAL));
    }
    if (now - line.at < INTERVAL) {
      line.leftOut++;
      return Optional.empty();
    }
    var more = line.leftOut == 0 ? "" : " (" + line.leftOut + " more like this since the last)";
    line.at = now;
    line.leftOut = 0;
    return Optional.of(more);
  }

  private static final class Line {
    private long at;
    private int leftOut;

    private Line(long at) {
      this.at = at;
    }
  }
}
