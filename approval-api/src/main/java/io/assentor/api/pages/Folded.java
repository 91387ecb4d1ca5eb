// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import org.jspecify.annotations.Nullable;

/**
 * A text of which a bounded part is on the page; a click fetches the next part.
 *
 * @param more absent if this is the end
 */
record Folded(String text, @Nullable More more) {

  /** The length of a part, in UTF-16 units. */
  static final int FETCHED = 20_000;

  /** Identifies a text of a request. */
  enum Of {
    RAW,
    CLAIMS,
    RISK,
    WORDS
  }

  /**
   * Returns a part of a text.
   *
   * @param at where it begins
   * @param length the approximate length
   */
  static Folded of(Of which, String text, int at, int length) {
    return of(text, at, length, (end, left) -> More.text(which, end, left));
  }

  /** Returns the rest, by its beginning and its length. */
  interface Rest {
    More of(int at, int length);
  }

  static Folded of(String text, int at, int length, Rest rest) {
    int from = Math.min(at, text.length());
    int end = cut(text, from, length);
    var more = end == text.length() ? null : rest.of(end, text.length() - end);
    return new Folded(text.substring(from, end), more);
  }

  /** Avoids splitting a character, or the name of an invisible one. */
  static int cut(String text, int from, int length) {
    if (text.length() - from <= length) {
      return text.length();
    }
    int end = from + length;
    int open = text.lastIndexOf('⟦', end);
    if (open > from && text.indexOf('⟧', open) >= end) {
      end = open;
    }
    return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
  }
}
