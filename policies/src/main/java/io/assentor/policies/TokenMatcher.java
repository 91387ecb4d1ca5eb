// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds tokens at a place. Where the run of an alphabet ends is remembered, so that places within
 * the same run cost nothing more.
 */
final class TokenMatcher {

  /** So much of a token tells what it is. */
  private static final int LOOKED_AT = 300;

  private final SecretCatalog catalog;
  private final CountedText text;
  private final Map<Alphabet, int[]> runs = new EnumMap<>(Alphabet.class);
  private int start;

  TokenMatcher(SecretCatalog catalog, CountedText text) {
    this.catalog = catalog;
    this.text = text;
  }

  /** Where the token begins that was found last. */
  int start() {
    return start;
  }

  /**
   * Where a token ends whose anchor stands here; -1 if none does.
   *
   * @param c the character here
   */
  int end(int at, char c) {
    if (isBoundary(at)) {
      for (var anchor : catalog.tokens().getOrDefault(c, List.of())) {
        if (isHere(anchor.text(), at)) {
          int end = end(anchor.format(), at, at + anchor.text().length());
          if (end > 0) {
            return end;
          }
        }
      }
    }
    for (var anchor : catalog.infixes().getOrDefault(c, List.of())) {
      if (at > 0 && isHere(anchor.text(), at)) {
        int from = startBefore(anchor.format(), at);
        int end = from < 0 ? -1 : end(anchor.format(), from, at + anchor.text().length());
        if (end > 0) {
          return end;
        }
      }
    }
    return -1;
  }

  /** Before a token stands no part of a name, unless it is an escape such as {@code \n}. */
  private boolean isBoundary(int at) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    boolean joined = Inertness.isLetter(before) || Inertness.isDigit(before) || before == '_';
    return !joined || (at > 1 && text.charAt(at - 2) == '\\' && "ntr".indexOf(before) >= 0);
  }

  private boolean isHere(String anchor, int at) {
    if (text.length() - at < anchor.length()) {
      return false;
    }
    for (int i = 1; i < anchor.length(); i++) {
      if (text.charAt(at + i) != anchor.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int startBefore(TokenFormat format, int at) {
    var before = Objects.requireNonNull(format.before());
    int from = at;
    while (from > 0 && at - from <= before.max() && before.alphabet().has(text.charAt(from - 1))) {
      from--;
    }
    int length = at - from;
    if (length < before.min() || length > before.max()) {
      return -1;
    }
    int first = from;
    boolean begins =
        format.starts().isEmpty()
            || format.starts().stream().anyMatch(it -> text.text().startsWith(it, first));
    return begins ? from : -1;
  }

  private int end(TokenFormat format, int from, int at) {
    int end = endOfRun(format.alphabet(), at);
    for (int i = 0; i < 3 && end > at && isEndOfSentence(format, text.charAt(end - 1)); i++) {
      end--;
    }
    int length = end - at;
    if (length < format.min() || length > format.max()) {
      return -1;
    }
    if (format.dots() > 0 || format.mixed()) {
      var token = text.subSequence(from, Math.min(end, at + LOOKED_AT));
      boolean dotted = token.chars().filter(c -> c == '.').count() >= format.dots();
      if (!dotted || (format.mixed() && !Inertness.isMixed(token.substring(at - from)))) {
        return -1;
      }
    }
    start = from;
    return end;
  }

  private static boolean isEndOfSentence(TokenFormat format, char c) {
    return c == '.' || (c == '-' && format.max() > 1_000);
  }

  private int endOfRun(Alphabet alphabet, int at) {
    var run = runs.computeIfAbsent(alphabet, it -> new int[] {0, 0});
    if (at >= run[0] && at < run[1]) {
      return run[1];
    }
    int end = at;
    while (end < text.length() && alphabet.has(text.charAt(end))) {
      end++;
    }
    run[0] = at;
    run[1] = end;
    return end;
  }
}
