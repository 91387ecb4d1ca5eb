// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

/** Which characters of a text a person can see. */
public final class VisibleCharacters {

  private VisibleCharacters() {}

  /**
   * Returns whether a person would see something: at least one letter, digit, symbol or punctuation
   * mark that is neither blank nor invisible. Marks alone, which stand on nothing, do not count.
   */
  public static boolean anyIn(CharSequence text) {
    return text.codePoints().anyMatch(c -> c != ' ' && isVisible(c) && !isMark(c));
  }

  /**
   * Whether a character shows, itself or on its neighbour; the blank does. Control, format,
   * private, unassigned and separating characters do not, nor do those that Unicode calls letters,
   * marks or symbols although nothing of them is seen.
   */
  public static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> !isInvisible(c);
    };
  }

  public static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isInvisible(int c) {
    return switch (c) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x17d2, 0x2800, 0x3164, 0xffa0 -> true;
      case 0x1107f, 0x16fe4, 0x1d159 -> true;
      default ->
          (c >= 0x180b && c <= 0x180f)
              || (c >= 0xfe00 && c <= 0xfe0f)
              || (c >= 0x1d173 && c <= 0x1d17a)
              || (c >= 0xe0000 && c <= 0xe0fff);
    };
  }
}
