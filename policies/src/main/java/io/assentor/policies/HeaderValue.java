// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Finds credentials in HTTP headers. */
final class HeaderValue {

  private static final int MAX_SCHEME = 20;
  private static final int MIN_TOKEN = 12;
  private static final int MAX_COOKIES = 50;

  private HeaderValue() {}

  /** {@code Authorization: token …}; false if it is written in another way. */
  static boolean authorization(SecretScan scan, int after) {
    var text = scan.text;
    int at = Literal.blanks(text, after);
    while (at < text.length() && at - after < 6 && "\"'\\".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int end = at;
    while (end < text.length() && end - at < MAX_SCHEME && isOfAScheme(text.charAt(end))) {
      end++;
    }
    if (end == at || end >= text.length() || text.charAt(end) != ' ') {
      return false;
    }
    var word = scan.part(at, end);
    return scheme(scan, word, Literal.blanks(text, end), true);
  }

  private static boolean isOfAScheme(char c) {
    return Inertness.isLetter(c) || Inertness.isDigit(c) || c == '-';
  }

  /**
   * A scheme and what follows it.
   *
   * @param header whether it is known to be in a header
   */
  static boolean scheme(SecretScan scan, String scheme, int at, boolean header) {
    var name = scheme.toLowerCase(Locale.ROOT);
    if (!scan.catalog.schemes().contains(name)) {
      return false;
    }
    int end = tokenEnd(scan.text, at);
    var value = scan.part(at, end);
    if (value.isEmpty() || scan.catalog.isReference(value)) {
      return header;
    }
    if (name.equals("basic")
        ? isPair(value) || (header && Inertness.isToken(value))
        : isToken(value, header)) {
      scan.inert(at, end);
    } else if (header && value.length() >= MIN_TOKEN) {
      scan.suspect(at, end);
    }
    return header;
  }

  private static int tokenEnd(CountedText text, int at) {
    int end = at;
    while (end < text.length()
        && (isOfAScheme(text.charAt(end)) || "._~+/=:".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    while (end > at && end - at < 5_000 && ".:".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static boolean isToken(String value, boolean header) {
    if (value.length() < (header ? 1 : MIN_TOKEN)) {
      return false;
    }
    boolean inert = value.indexOf('/') < 0 || Inertness.isToken(value);
    return inert && !value.contains("--") && (header || Inertness.isMixed(value));
  }

  /** Base64 of user:password, which nothing else is by chance. */
  private static boolean isPair(String value) {
    try {
      var decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      return value.length() >= 8
          && decoded.indexOf(':') > 0
          && decoded.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** {@code Cookie: a=x; b=y}: the values. */
  static boolean cookie(SecretScan scan, int after) {
    var text = scan.text;
    int at = after;
    boolean any = false;
    for (int i = 0; i < MAX_COOKIES; i++) {
      at = Literal.blanks(text, at);
      int name = at;
      while (at < text.length() && SecretScan.isWordCharacter(text.charAt(at))) {
        at++;
      }
      if (at == name || at >= text.length() || text.charAt(at) != '=') {
        return any;
      }
      int start = at + 1;
      int end = start;
      while (end < text.length()
          && (SecretScan.isWordCharacter(text.charAt(end))
              || "%+/=:~!|*".indexOf(text.charAt(end)) >= 0)) {
        end++;
      }
      value(scan, scan.part(name, at), start, end);
      any = true;
      if (end >= text.length() || text.charAt(end) != ';') {
        return true;
      }
      at = end + 1;
    }
    return any;
  }

  private static void value(SecretScan scan, String name, int start, int end) {
    var value = scan.part(start, end);
    boolean attribute =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "path", "domain", "expires", "max-age", "samesite" -> true;
          default -> false;
        };
    if (attribute || scan.catalog.isReference(value)) {
      return;
    }
    if (Inertness.isToken(value)) {
      scan.inert(start, end);
    } else {
      scan.suspect(start, end);
    }
  }
}
