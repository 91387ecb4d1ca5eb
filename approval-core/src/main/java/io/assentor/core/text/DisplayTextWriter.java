// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.VisibleCharacters;
import java.text.Normalizer;

/** One pass over a text that reads each character once and writes the form shown to people. */
final class DisplayTextWriter {

  private static final char LINE_FEED_SHOWN = '⏎';
  private static final char TAB_SHOWN = '⇥';
  private static final String HEX = "0123456789ABCDEF";

  /** More blanks in a row would push the following text out of sight. */
  private static final int MAX_BLANKS = 40;

  /** More marks on one letter cover their neighbours; no script needs them. */
  private static final int MAX_MARKS = 3;

  private final CharSequence text;
  private final boolean oneLine;
  private final StringBuilder shown;

  /** Where the last letter begins in what is shown, with the marks on it; -1: there is none. */
  private int letter = -1;

  private int marks;
  private int blanks;

  DisplayTextWriter(CharSequence text, boolean oneLine) {
    this.text = text;
    this.oneLine = oneLine;
    this.shown = new StringBuilder(text.length() + 16);
  }

  String shown() {
    int length = text.length();
    for (int i = 0; i < length; ) {
      char c = text.charAt(i++);
      if (c == ' ') {
        blanks++;
        continue;
      }
      if (blanks > 0) {
        endOfBlanks();
      }
      if (c > ' ' && c < 0x7f) {
        letter = shown.length();
        marks = 0;
        shown.append(c);
      } else if (Character.isHighSurrogate(c) && i < length) {
        codePoint(Character.toCodePoint(c, text.charAt(i++)));
      } else {
        codePoint(c);
      }
    }
    endOfBlanks();
    return shown.toString();
  }

  private void endOfBlanks() {
    if (blanks > MAX_BLANKS) {
      shown.append('⟦').append(blanks).append(" blanks⟧");
    } else {
      shown.repeat(' ', blanks);
    }
    blanks = 0;
    letter = -1;
    marks = 0;
  }

  private void codePoint(int c) {
    if (c == '\n') {
      other(oneLine ? LINE_FEED_SHOWN : '\n');
    } else if (c == '\t') {
      other(TAB_SHOWN);
    } else if (VisibleCharacters.isVisible(c) && !isOurs(c)) {
      seen(c);
    } else {
      name(c);
      letter = -1;
      marks = 0;
    }
  }

  private void other(char c) {
    shown.append(c);
    letter = -1;
    marks = 0;
  }

  /**
   * The brackets that Assentor writes names in; in untrusted text they could be mistaken for such a
   * name.
   */
  private static boolean isOurs(int c) {
    return c == '⟦' || c == '⟧' || c == LINE_FEED_SHOWN || c == TAB_SHOWN || c == '│';
  }

  private void seen(int c) {
    boolean mark = VisibleCharacters.isMark(c);
    if (mark && ++marks > MAX_MARKS) {
      name(c);
      return;
    }
    int start = shown.length();
    shown.appendCodePoint(c);
    if ((mark || isJoiningJamo(c)) && letter >= 0) {
      // A letter and its mark that look like the one character they could be.
      if (!Normalizer.isNormalized(shown.substring(letter), Normalizer.Form.NFC)) {
        shown.setLength(start);
        name(c);
      }
    }
    if (!mark) {
      letter = start;
      marks = 0;
    }
  }

  /** Vowels and final consonants of Hangul, which make one syllable with what precedes them. */
  private static boolean isJoiningJamo(int c) {
    return (c >= 0x1161 && c <= 0x1175) || (c >= 0x11a8 && c <= 0x11c2);
  }

  private void name(int c) {
    int digits = Math.max(4, 8 - Integer.numberOfLeadingZeros(c) / 4);
    shown.append("⟦U+");
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      shown.append(HEX.charAt((c >> shift) & 0xf));
    }
    shown.append('⟧');
  }
}
