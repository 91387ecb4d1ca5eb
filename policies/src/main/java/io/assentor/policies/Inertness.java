// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import java.util.Locale;
import java.util.Set;

/**
 * Decides whether a value is inert in every language that may execute it. Only then may it be left
 * out of a text while the rest is shown.
 */
final class Inertness {

  /** Shorter values with punctuation could be expressions: 1-0, a.b. */
  private static final int MIN_SIGNED = 6;

  /** Shorter values with slashes in them could be paths. */
  private static final int MIN_BASE64 = 20;

  private static final int MAX_WORD_IN_BASE64 = 3;

  /** Codes of {@code + - . / : = @ _ ~}. */
  private static final Set<String> ENCODED =
      Set.of("2B", "2D", "2E", "2F", "3A", "3D", "40", "5F", "7E");

  private Inertness() {}

  /**
   * Returns whether a value is a single token: letters, digits and a few signs that are a constant,
   * and not a path, in every shell, SQL dialect, URL and template.
   */
  static boolean isToken(String value) {
    return isWord(value) || isSigned(value) || isBase64(value);
  }

  /** Letters and digits of ASCII, and underscores. */
  static boolean isWord(String value) {
    if (value.isEmpty()) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isSigned(String value) {
    if (value.length() < MIN_SIGNED || !isMixed(value) || !isEdge(value.charAt(0))) {
      return false;
    }
    int end = value.length();
    while (value.charAt(end - 1) == '=' && value.length() - end < 6) {
      end--;
    }
    int bangs = 0;
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      if (c == '%' ? !isPercentEncoded(value, i) : !isSign(c) && !isLetter(c) && !isDigit(c)) {
        return false;
      }
      if (c == '!' && ++bangs > 1) {
        return false; // !VARIABLE! of cmd.exe
      }
      if (i > 0 && isOperator(c) && c == value.charAt(i - 1)) {
        return false; // a comment of SQL, a parent directory
      }
    }
    return !looksLikeFile(value);
  }

  private static boolean isSign(char c) {
    return "_-.~+@:!^".indexOf(c) >= 0;
  }

  private static boolean isOperator(char c) {
    return "-.~+@:^".indexOf(c) >= 0;
  }

  private static boolean isEdge(char c) {
    return isLetter(c) || isDigit(c) || c == '_' || c == '!';
  }

  /** A percent-encoded sign of base64 or of passwords, which decoding makes no more of. */
  static boolean isPercentEncoded(String value, int i) {
    return i + 2 < value.length()
        && ENCODED.contains(value.substring(i + 1, i + 3).toUpperCase(Locale.ROOT));
  }

  /** t.token, id_rsa.pub, db-1.example: names joined by dots, none of which looks random. */
  private static boolean looksLikeFile(String value) {
    if (value.indexOf('.') < 0) {
      return false;
    }
    for (var part : value.split("[.]", -1)) {
      if (part.length() >= 8 && isMixed(part)) {
        return false;
      }
    }
    return value.chars().noneMatch(c -> "+@!^%".indexOf(c) >= 0);
  }

  /** Base64 with slashes, that is no path: it is long, of mixed case, and without plain words. */
  private static boolean isBase64(String value) {
    if (value.length() < MIN_BASE64 || value.charAt(0) == '/') {
      return false;
    }
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    int plain = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean padding = c == '=' && value.length() - i <= 2;
      if (!isLetter(c) && !isDigit(c) && c != '+' && c != '/' && !padding) {
        return false;
      }
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      digit |= isDigit(c);
      // a part of nothing but small letters is a directory
      plain = c == '/' ? 0 : plain < 0 || c < 'a' || c > 'z' ? -1 : plain + 1;
      boolean ends = i + 1 == value.length() || value.charAt(i + 1) == '/';
      if (ends && plain >= MAX_WORD_IN_BASE64) {
        return false;
      }
      if (c == '/' && value.charAt(i - 1) == '/') {
        return false;
      }
    }
    return upper && lower && digit;
  }

  /** Whether it holds both a letter and a digit. */
  static boolean isMixed(String value) {
    boolean letter = false;
    boolean digit = false;
    for (int i = 0; i < value.length(); i++) {
      letter |= isLetter(value.charAt(i));
      digit |= isDigit(value.charAt(i));
    }
    return letter && digit;
  }

  /** Returns whether it is unlikely to be a name: long, with letters and digits. */
  static boolean isRandom(String value) {
    return value.length() >= 16 && isMixed(value) && isToken(value) && !isHash(value);
  }

  /** Digests and version ids look random but are not secrets. */
  private static boolean isHash(String value) {
    int length = value.length();
    return (length == 32 || length == 40 || length == 64)
        && value.toLowerCase(Locale.ROOT).chars().allMatch(c -> isHex((char) c));
  }

  /**
   * Returns whether it is a reference to a secret, or a placeholder, instead of a secret: a
   * variable, a template, a command, a file.
   */
  static boolean isReference(String value, Set<String> types) {
    if (value.isEmpty() || types.contains(value.toLowerCase(Locale.ROOT))) {
      return true;
    }
    for (var start : REFERENCES) {
      if (value.startsWith(start)) {
        return true;
      }
    }
    return isVariable(value) || isMask(value) || isPath(value);
  }

  private static final Set<String> REFERENCES =
      Set.of(
          "$(",
          "${",
          "`",
          "{{",
          "{%",
          "<%",
          "%{",
          "#{",
          "@{",
          "process.env",
          "os.environ",
          "os.getenv",
          "ENV[",
          "env.",
          "System.getenv",
          "arn:",
          "vault:",
          "!Ref",
          "!Sub",
          "!GetAtt",
          "!vault",
          "!secret",
          "!env",
          "*****");

  /** $NAME of a shell, %NAME% of cmd.exe, :name and ? of SQL. */
  private static boolean isVariable(String value) {
    if (value.equals("?") || value.matches("[$:][A-Za-z_][A-Za-z0-9_:]*|[$][0-9@*#?]")) {
      return true;
    }
    return value.matches("%[A-Za-z_][A-Za-z0-9_]*%|%[sdv]|![A-Za-z_]+!|@[A-Za-z_./-]+|<[^<>]*>");
  }

  private static boolean isMask(String value) {
    return value.matches("[*xX.•_-]+|[*]+.{0,4}|.{0,4}[*]{3,}|\\[[a-zA-Z]+\\]");
  }

  private static boolean isPath(String value) {
    return (value.startsWith("/") && !isBase64("0" + value))
        || value.startsWith("./")
        || value.startsWith("../")
        || value.startsWith("~/")
        || value.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*");
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
