// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;

/** Numbers of payment cards: the prefixes and groups that networks use, and their check digit. */
final class Cards {

  private static final int MIN = 14;
  private static final int MAX = 19;

  private Cards() {}

  /**
   * Returns the end of a card number that begins here.
   *
   * @param from the first digit of a group
   * @return -1 if none does
   */
  static int end(CountedText text, int from) {
    if (from > 0 && isJoined("_-/.+", text.charAt(from - 1))) {
      return -1;
    }
    var digits = new StringBuilder(MAX);
    var groups = new StringBuilder(5);
    char separator = 0;
    int at = from;
    int group = 0;
    while (at < text.length() && digits.length() <= MAX) {
      char c = text.charAt(at);
      if (Inertness.isDigit(c)) {
        digits.append(c);
        group++;
      } else if (isGap(text, at, c, separator) && groups.length() < 4 && isGrouped(group)) {
        groups.append((char) ('0' + group));
        if (isCard(digits, groups, 0)) {
          return at; // another number after a blank
        }
        separator = c;
        group = 0;
      } else {
        break;
      }
      at++;
    }
    boolean ends = at == text.length() || !isJoined("_", text.charAt(at));
    return ends && isCard(digits, groups, group) ? at : -1;
  }

  private static boolean isGrouped(int group) {
    return group >= 4 && group <= MAX;
  }

  private static boolean isGap(CountedText text, int at, char c, char separator) {
    return (c == ' ' || c == '-')
        && (separator == 0 || separator == c)
        && at + 1 < text.length()
        && Inertness.isDigit(text.charAt(at + 1));
  }

  /** Digits within names, paths and versions are not card numbers. */
  private static boolean isJoined(String signs, char c) {
    return Character.isLetterOrDigit(c) || signs.indexOf(c) >= 0;
  }

  private static boolean isCard(StringBuilder digits, StringBuilder groups, int last) {
    int length = digits.length();
    if (length < MIN || length > MAX || !isGrouping(groups, last, length)) {
      return false;
    }
    return isOfANetwork(digits.toString()) && passesLuhn(digits);
  }

  /** 4-4-4-4, 4-4-4-4-3, 4-6-5, 4-6-4, or no groups at all. */
  private static boolean isGrouping(StringBuilder groups, int last, int length) {
    var all = last == 0 ? groups.toString() : groups.toString() + (char) ('0' + last);
    return all.length() == 1
        ? all.charAt(0) == '0' + length
        : all.equals("4444") || all.equals("44443") || all.equals("465") || all.equals("464");
  }

  /** Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay. */
  private static boolean isOfANetwork(String digits) {
    int length = digits.length();
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    return switch (two / 10) {
      case 4 -> length == 16 || length == 19;
      case 5 -> two >= 51 && two <= 55 && length == 16;
      case 2 -> four >= 2221 && four <= 2720 && length == 16;
      case 3 ->
          (length == 15 && (two == 34 || two == 37))
              || (length == 14 && (two == 36 || two == 38 || (four >= 3000 && four <= 3059)))
              || (length == 16 && four >= 3528 && four <= 3589);
      case 6 ->
          length >= 16
              && (four == 6011 || two == 65 || (four >= 6440 && four <= 6499) || two == 62);
      default -> false;
    };
  }

  /** The check of ISO/IEC 7812. */
  private static boolean passesLuhn(StringBuilder digits) {
    int sum = 0;
    boolean doubled = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = (digits.charAt(i) - '0') * (doubled ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }
}
