// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.text.DisplayText;
import io.assentor.core.text.LogLimit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Logs failures that an outage repeats: one line for each cause and minute, with the number of
 * those left out. Use it for all failures that a database, Temporal, a chat service, a mail server
 * or an issuer causes repeatedly.
 */
public final class FailureLog {

  private static final int MAX_TEXT = 300;
  private static final int MAX_READ = 2_000;
  private static final int MAX_TRACES = 100;

  /** Parts that differ between two failures of one cause: ids, numbers, addresses. */
  private static final Pattern PARTICULARS =
      Pattern.compile("<[^>]*>|\\S+@\\S+|[\\w.:/+=-]*[0-9][\\w.:/+=-]*");

  private final Sink sink;
  private final LogLimit limit;
  private final Set<String> traced = ConcurrentHashMap.newKeySet();

  /** Receives lines, like a logger's method for warnings. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Writes one line.
     *
     * @param trace the failure whose stack trace is added; absent: none
     */
    void warn(String line, @Nullable Throwable trace);
  }

  public FailureLog(Sink sink) {
    this(sink, new LogLimit());
  }

  FailureLog(Sink sink, LogLimit limit) {
    this.sink = sink;
    this.limit = limit;
  }

  /**
   * Logs a failure with a known external cause.
   *
   * @param line what failed, the same for all failures of its kind, and what happens next
   */
  public void failed(String line, Throwable e) {
    failed(line, line, e);
  }

  /**
   * Logs a failure with a known external cause.
   *
   * @param kind the same for all lines about the same kind of thing
   * @param line what failed, for which id, and what happens next
   */
  public void failed(String kind, String line, Throwable e) {
    failed(kind, line, text(e.toString()));
  }

  /**
   * Logs a failure with a reason in words.
   *
   * @param why as {@link #text} returns it
   */
  public void failed(String kind, String line, String why) {
    write(kind, line, why, null);
  }

  /**
   * Logs a failure that may be a bug, with its stack trace the first time.
   *
   * @param kind the same for all lines about the same kind of thing
   */
  public void unexpected(String kind, String line, Throwable e) {
    write(kind, line, text(e.toString()), e);
  }

  private void write(String kind, String line, String why, @Nullable Throwable e) {
    var cause = cause(kind, why);
    limit
        .admit(cause)
        .ifPresent(
            more -> {
              boolean isNew = e != null && traced.size() < MAX_TRACES && traced.add(cause);
              sink.warn(line + ": " + why + more, isNew ? e : null);
            });
  }

  /** Returns the cause by which lines are counted: the same for all ids and addresses. */
  public static String cause(String kind, String why) {
    var read = why.substring(0, Math.min(MAX_READ, why.length()));
    return kind + " " + PARTICULARS.matcher(read).replaceAll("#");
  }

  /** Returns a failure's message on one line of limited length; it may contain untrusted text. */
  public static String text(String said) {
    var read = said.substring(0, Math.min(MAX_READ, said.length())).strip();
    return DisplayText.cut(DisplayText.line(read), MAX_TEXT);
  }
}
