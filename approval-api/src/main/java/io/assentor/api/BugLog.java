// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.text.LogLimit;
import org.slf4j.Logger;

/** Logs unexpected exceptions with their stack trace, at most once a minute for each place. */
public final class BugLog {

  private static final LogLimit LIMIT = new LogLimit();

  private BugLog() {}

  /** Logs an exception, unless the same was logged within the minute; then it is counted. */
  public static void report(Logger log, String what, Exception e) {
    var trace = e.getStackTrace();
    var place = e.getClass().getName() + (trace.length == 0 ? "" : trace[0]);
    LIMIT.admit(place).ifPresent(more -> log.error("{}{}", what, more, e));
  }
}
