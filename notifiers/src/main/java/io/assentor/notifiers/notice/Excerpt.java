// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.notice;

import io.assentor.core.text.DisplayText;
import java.util.List;
import java.util.Locale;

/**
 * The part of a call that a channel shows.
 *
 * @param text the text shown
 * @param isWhole whether nothing is missing
 */
public record Excerpt(String text, boolean isWhole) {

  /**
   * Returns as much as fits.
   *
   * @param lines all of them, or more than fit
   * @param maxLength in characters
   */
  public static Excerpt of(List<String> lines, int maxLines, int maxLength) {
    var whole = lines.isEmpty() ? "(no arguments)" : String.join("\n", lines);
    var first = String.join("\n", lines.subList(0, Math.min(maxLines, lines.size())));
    var text = lines.size() > maxLines ? first + "\n…" : whole;
    boolean isWhole = lines.size() <= maxLines && whole.length() <= maxLength;
    return new Excerpt(DisplayText.cut(text, maxLength), isWhole);
  }

  /** Returns a warning for approvers that something is not shown. */
  public String missing() {
    return String.format(
        Locale.ROOT,
        "This is NOT the whole call: only its first %,d characters are shown here. Review shows all"
            + " of it, and it can be approved only there.",
        text.length());
  }
}
