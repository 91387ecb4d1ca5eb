// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import java.util.List;
import java.util.Locale;

/**
 * As much of a call as a channel shows.
 *
 * @param text what is shown
 * @param lines how many lines there are in all
 * @param length how many characters there are in all
 * @param isWhole whether nothing is missing
 */
public record Excerpt(String text, int lines, int length, boolean isWhole) {

  /**
   * As much as fits.
   *
   * @param maxLength in characters
   */
  public static Excerpt of(List<String> lines, int maxLines, int maxLength) {
    var whole = lines.isEmpty() ? "(no arguments)" : String.join("\n", lines);
    var first = String.join("\n", lines.subList(0, Math.min(maxLines, lines.size())));
    var text = lines.size() > maxLines ? first + "\n…" : whole;
    boolean isWhole = lines.size() <= maxLines && whole.length() <= maxLength;
    return new Excerpt(cut(text, maxLength), Math.max(1, lines.size()), whole.length(), isWhole);
  }

  /** What is not shown, for who might think it is all. */
  public String missing() {
    return String.format(
        Locale.ROOT,
        "This is NOT the whole call: %,d of its %,d characters (%,d lines) are shown here. Review"
            + " has all of it, and only there it can be approved.",
        text.length(),
        length,
        lines);
  }

  /** At most so many characters, the last one an ellipsis if there were more. */
  public static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "…";
  }
}
