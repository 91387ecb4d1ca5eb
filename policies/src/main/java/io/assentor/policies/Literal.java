// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import org.jspecify.annotations.Nullable;

/**
 * A value in a text, from where it begins to where its language ends it.
 *
 * @param start of what it says, behind quotes and prefixes
 * @param end of what it says
 * @param quoted whether quotes or an element enclose it
 * @param whole false if its end was not found, or it goes on over several lines
 */
record Literal(int start, int end, boolean quoted, boolean whole) {

  /** The longest quoted text that may be a password; the search for its end must stop. */
  private static final int MAX_LENGTH = 2_000;

  private static final int MAX_LINE = 200;
  private static final int MAX_BLANKS = 20;
  private static final int MAX_TAG = 20;
  private static final String ENDS_BARE = " \t\r\n\"',;$()|&<>`{}[]\\";

  /** Skips blanks on the line. */
  static int blanks(CountedText text, int from) {
    int at = from;
    while (at < text.length() && at - from < MAX_BLANKS && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Returns a quoted literal of any language, or nothing. */
  static @Nullable Literal quoted(CountedText text, int from) {
    int at = from;
    int quote = prefixed(text, at);
    if (quote >= 0) {
      at = quote;
    }
    int escapes = 0;
    while (at < text.length() && text.charAt(at) == '\\' && escapes < 3) {
      at++;
      escapes++;
    }
    if (at >= text.length()) {
      return null;
    }
    char c = text.charAt(at);
    if (c != '"' && c != '\'') {
      return escapes == 0 ? dollars(text, at) : null;
    }
    if (escapes == 0 && is(text, at + 1, c) && is(text, at + 2, c)) {
      return triple(text, at + 3, c);
    }
    return upToQuote(text, at + 1, c, escapes);
  }

  /** Behind N'…', r"…", b'…', U&'…', $'…', @"…": where the quote stands; -1: there is none. */
  private static int prefixed(CountedText text, int from) {
    int at = from;
    while (at < text.length() && at - from < 3 && isPrefix(text.charAt(at))) {
      at++;
    }
    boolean quote = at > from && at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0;
    return quote ? at : -1;
  }

  private static boolean isPrefix(char c) {
    return "NEBXRUFLQnebxruflq&$@#".indexOf(c) >= 0;
  }

  private static boolean is(CountedText text, int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private static Literal triple(CountedText text, int start, char quote) {
    int end = Math.min(text.length(), start + MAX_LENGTH);
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == quote && is(text, i + 1, quote) && is(text, i + 2, quote)) {
        return new Literal(start, i, true, true);
      }
    }
    return new Literal(start, end, true, false);
  }

  /**
   * Up to the next quote that is not doubled and not escaped; an escaped quote ends with one as
   * escaped.
   */
  private static Literal upToQuote(CountedText text, int start, char quote, int escapes) {
    int end = Math.min(text.length(), start + MAX_LENGTH);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return new Literal(start, i, true, false);
      }
      if (c == '\\') {
        int run = i;
        while (run < end && text.charAt(run) == '\\') {
          run++;
        }
        if (escapes > 0 && run - i <= escapes && is(text, run, quote)) {
          return new Literal(start, i, true, true);
        }
        i = escapes > 0 ? run - 1 : i + 1;
      } else if (c == quote && escapes == 0) {
        if (!is(text, i + 1, quote)) {
          return new Literal(start, i, true, true);
        }
        i++;
      } else if (c == quote) {
        return new Literal(start, i, true, true);
      }
    }
    return new Literal(start, end, true, false);
  }

  /** $$…$$ and $tag$…$tag$ of PostgreSQL. */
  private static @Nullable Literal dollars(CountedText text, int from) {
    if (!is(text, from, '$')) {
      return null;
    }
    int tag = from + 1;
    while (tag < text.length() && tag - from < MAX_TAG && isTag(text.charAt(tag))) {
      tag++;
    }
    if (!is(text, tag, '$')) {
      return null;
    }
    var closer = text.subSequence(from, tag + 1);
    int start = tag + 1;
    int last = Math.min(text.length() - closer.length(), start + 200);
    for (int i = start; i <= last && text.charAt(i) != '\n'; i++) {
      if (text.charAt(i) == '$' && text.subSequence(i, i + closer.length()).equals(closer)) {
        return new Literal(start, i, true, true);
      }
    }
    return null;
  }

  private static boolean isTag(char c) {
    return Inertness.isLetter(c) || Inertness.isDigit(c) || c == '_';
  }

  /** Returns an unquoted value, which ends where a shell would begin a new word. */
  static Literal bare(CountedText text, int from) {
    return bare(text, from, MAX_LENGTH);
  }

  /** The same, of so many characters at most. */
  static Literal bare(CountedText text, int from, int maxLength) {
    int at = from;
    int end = Math.min(text.length(), from + maxLength);
    while (at < end && ENDS_BARE.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return new Literal(from, at, false, at == text.length() || at < end);
  }

  /**
   * A block scalar of YAML.
   *
   * @param indent how far the line with its name is indented
   * @return nothing if there is none
   */
  static @Nullable Literal block(CountedText text, int from, int indent) {
    int at = from + 1;
    while (at < text.length() && "+-123456789".indexOf(text.charAt(at)) >= 0 && at - from < 4) {
      at++;
    }
    at = blanks(text, at);
    if (is(text, at, '\r')) {
      at++;
    }
    if (!is(text, at, '\n')) {
      return null;
    }
    int start = indented(text, at + 1);
    if (start - at - 1 <= indent) {
      return null;
    }
    int end = endOfLine(text, start);
    if (end < text.length() && "\r\n".indexOf(text.charAt(end)) < 0) {
      return new Literal(start, end, true, false);
    }
    int next = end < text.length() ? indented(text, end + 1) : text.length();
    boolean goesOn = next < text.length() && next - end - 1 > indent;
    return new Literal(start, end, true, !goesOn);
  }

  private static int indented(CountedText text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where the line ends that this is on, unless it is very long. */
  static int endOfLine(CountedText text, int from) {
    int at = from;
    int end = Math.min(text.length(), from + MAX_LINE);
    while (at < end && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  /** The text of an element, up to the next tag. */
  static @Nullable Literal element(CountedText text, int from) {
    int at = from;
    if (text.length() - at > 9 && text.subSequence(at, at + 9).equals("<![CDATA[")) {
      at += 9;
    }
    int end = at;
    int last = Math.min(text.length(), at + MAX_LENGTH);
    while (end < last && text.charAt(end) != '<' && text.charAt(end) != ']') {
      end++;
    }
    return end == at || end == last ? null : new Literal(at, end, true, true);
  }
}
