// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

final class Surrogates {

  private Surrogates() {}

  /** Pairs come as one code point; only a lone surrogate comes as itself. */
  static boolean hasLone(String text) {
    return text.codePoints().anyMatch(Surrogates::isLone);
  }

  /** The text with U+FFFD, the replacement character, for each lone surrogate. */
  static String replaced(String text) {
    var out = new StringBuilder(text.length());
    text.codePoints().map(c -> isLone(c) ? 0xFFFD : c).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isLone(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
