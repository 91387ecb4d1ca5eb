// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.channel.Channel;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.LogLimit;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/**
 * Logs failures that are retried: a line each, limited for each cause. A stack trace comes once,
 * and only with what no remote service is known to cause.
 */
final class FailureLog {

  private static final int MAX_MESSAGE = 300;
  private static final int MAX_TRACES = 100;

  /** What differs between two failures of one cause: ids, numbers, addresses. */
  private static final Pattern PARTICULARS =
      Pattern.compile("<[^>]*>|\\S+@\\S+|[0-9a-f]{8,}|[0-9]+");

  private final Logger log;
  private final LogLimit limit = new LogLimit();
  private final Set<String> traced = ConcurrentHashMap.newKeySet();

  FailureLog(Logger log) {
    this.log = log;
  }

  /**
   * Logs one failure.
   *
   * @param kind what kind of thing failed, such as a channel's name
   * @param line what failed, for which id, and what happens next
   */
  void failed(String kind, String line, RuntimeException e) {
    var cause = kind + " " + PARTICULARS.matcher(message(e)).replaceAll("#");
    limit.admit(cause).ifPresent(more -> write(cause, line, more, e));
  }

  private void write(String cause, String line, String more, RuntimeException e) {
    boolean isBug = !isFault(e) && traced.size() < MAX_TRACES && traced.add(cause);
    if (isBug) {
      log.warn("{}: {}{}", line, detail(e), more, e);
    } else {
      log.warn("{}: {}{}", line, detail(e), more);
    }
  }

  /** What people and auditors may read of it: of a fault of our own, only its name. */
  static String message(RuntimeException e) {
    return isFault(e) ? detail(e) : "internal error (" + e.getClass().getSimpleName() + ")";
  }

  private static String detail(RuntimeException e) {
    var message = isFault(e) ? Objects.requireNonNullElse(e.getMessage(), "failed") : e.toString();
    var line = DisplayText.line(message.strip());
    int end =
        line.offsetByCodePoints(0, Math.min(MAX_MESSAGE, line.codePointCount(0, line.length())));
    return end == line.length() ? line : line.substring(0, end) + "…";
  }

  private static boolean isFault(RuntimeException e) {
    return e instanceof Channel.Fault
        || e instanceof Channel.Later
        || e instanceof Channel.Uncertain
        || e instanceof Channel.Undeliverable;
  }
}
