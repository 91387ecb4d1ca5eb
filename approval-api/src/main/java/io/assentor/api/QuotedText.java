// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits settings at a separator that may also occur within an item: text in double quotes is taken
 * literally, and two double quotes in it stand for one.
 */
final class QuotedText {

  private static final char QUOTE = '"';

  private QuotedText() {}

  /**
   * Returns the items, including their quotes, without surrounding blanks.
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

  /** Returns whether the text contains a quote. */
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
