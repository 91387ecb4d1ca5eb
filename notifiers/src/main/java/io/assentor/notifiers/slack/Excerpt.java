// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import java.util.List;
import java.util.Locale;

/**
 * As much of a call as a card shows.
 *
 * @param text what is shown
 * @param lines how many lines there are in all
 * @param length how many characters there are in all
 */
record Excerpt(String text, int lines, int length) {

  /** What fits on a phone and can be read there; a longer call is reviewed on its page. */
  private static final int MAX_LINES = 60;

  private static final int MAX_LENGTH = 2_800;

  static Excerpt of(List<String> lines) {
    var whole = lines.isEmpty() ? "(no arguments)" : String.join("\n", lines);
    var first = String.join("\n", lines.subList(0, Math.min(MAX_LINES, lines.size())));
    var text = lines.size() > MAX_LINES ? first + "\n…" : whole;
    return new Excerpt(Blocks.cut(text, MAX_LENGTH), Math.max(1, lines.size()), whole.length());
  }

  boolean isWhole() {
    return lines <= MAX_LINES && length <= MAX_LENGTH;
  }

  /** What is not shown, for who might think it is all. */
  String missing() {
    return String.format(
        Locale.ROOT,
        "This is NOT the whole call: %,d of its %,d characters (%,d lines) are shown here. Review"
            + " has all of it, and only there it can be approved.",
        text.length(),
        length,
        lines);
  }
}
