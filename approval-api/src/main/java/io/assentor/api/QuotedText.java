// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings whose items are separated by a character that may also be within one: what stands in
 * double quotes is taken as it is, and two double quotes in there are one.
 */
final class QuotedText {

  private static final char QUOTE = '"';

  private QuotedText() {}

  /**
   * Returns what is between the separators outside of quotes, quotes included, without blanks
   * around it.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> split(String text, char separator) {
    var items = new ArrayList<String>();
    int begin = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == QUOTE) {
        quoted = !quoted;
      } else if (text.charAt(i) == separator && !quoted) {
        items.add(text.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("expected a double quote at the end of: " + text);
    }
    items.add(text.substring(begin).strip());
    return items;
  }

  /** Whether there is any quote. */
  static boolean isQuoted(String text) {
    return text.indexOf(QUOTE) >= 0;
  }

  /**
   * Returns an item without its quotes.
   *
   * @throws IllegalArgumentException if it is quoted in part only
   */
  static String unquoted(String item) {
    if (!isQuoted(item)) {
      return item;
    }
    boolean whole =
        item.length() >= 2 && item.charAt(0) == QUOTE && item.charAt(item.length() - 1) == QUOTE;
    var inside = whole ? item.substring(1, item.length() - 1).replace("\"\"", "\u0000") : "\"";
    if (isQuoted(inside)) {
      throw new IllegalArgumentException("expected quotes around all of: " + item);
    }
    return inside.replace('\u0000', QUOTE);
  }
}
