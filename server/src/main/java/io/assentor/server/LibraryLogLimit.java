// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.assentor.core.FailureLog;
import io.assentor.core.text.LogLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Limits the logs of libraries as {@link FailureLog} limits Assentor's: equal warnings and errors
 * are logged once a minute. Temporal's pollers, for example, log a stack trace for every attempt
 * during an outage. Lines are equal if the same statement logs them for failures that differ only
 * in ids and addresses.
 */
final class LibraryLogLimit extends TurboFilter
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LibraryLogLimit.class);
  private static final String OURS = "io.assentor.";

  /** The number of failures in a chain that are compared, and the characters of each. */
  private static final int MAX_CHAIN = 5;

  private static final int MAX_TEXT = 300;

  private final LogLimit limit = new LogLimit();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging
        && logging.getTurboFilterList().stream().noneMatch(LibraryLogLimit.class::isInstance)) {
      logging.addTurboFilter(this);
    }
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    if (format == null // whoever asks whether a level is on
        || !level.isGreaterOrEqual(Level.WARN)
        || !logger.isEnabledFor(level)
        || logger.getName().startsWith(OURS)) {
      return FilterReply.NEUTRAL;
    }
    var more = limit.admit(FailureLog.cause(logger.getName(), said(format, params, thrown)));
    more.filter(it -> !it.isEmpty())
        .ifPresent(it -> LOG.warn("Suppressed log lines from {}{}", logger.getName(), it));
    return more.isPresent() ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  /**
   * Returns the line without its parameters, most of which are ids, but with failures among them.
   */
  private static String said(
      String format, Object @Nullable [] params, @Nullable Throwable thrown) {
    var said = new StringBuilder(shortened(format));
    if (params != null) {
      for (var param : params) {
        if (param instanceof Throwable failure) {
          append(said, failure);
        }
      }
    }
    append(said, thrown);
    return said.toString();
  }

  private static void append(StringBuilder said, @Nullable Throwable failure) {
    var next = failure;
    for (int i = 0; i < MAX_CHAIN && next != null; i++) {
      said.append(' ').append(shortened(next.toString()));
      next = next.getCause();
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(MAX_TEXT, text.length()));
  }
}
