// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

/**
 * Finds private keys in PEM (RFC 7468). Their lines could also be names of commands and files, so a
 * text with a key is withheld whole; a header without a key hides nothing.
 */
final class PemKey {

  private static final int MAX_HEADER = 80;
  private static final int MAX_LOOK = 600;
  private static final int MIN_LINE = 16;

  private PemKey() {}

  static void look(SecretScan scan, int from) {
    var text = scan.text;
    var header = scan.part(from, Math.min(text.length(), from + MAX_HEADER));
    int close = header.indexOf("-----", 11);
    if (close < 0 || !header.substring(0, close).contains("PRIVATE KEY")) {
      return;
    }
    int end = Math.min(text.length(), from + close + 5 + MAX_LOOK);
    int run = 0;
    boolean path = false;
    boolean mixed = false;
    for (int i = from + close + 5; i < end; i++) {
      char c = text.charAt(i);
      boolean escape = c == '\\' && i + 1 < end && "nr".indexOf(text.charAt(i + 1)) >= 0;
      boolean key =
          Inertness.isLetter(c) || Inertness.isDigit(c) || c == '+' || c == '=' || c == '/';
      if (key) {
        path |= run == 0 && c == '/';
        mixed |= Inertness.isDigit(c) || (c >= 'A' && c <= 'Z');
        run++;
      } else if (escape || c == '\n' || c == '\r' || c == ' ' || c == '"' || c == '\'') {
        if (run >= MIN_LINE && !path && mixed) {
          break;
        }
        run = 0;
        path = false;
        mixed = false;
        i += escape ? 1 : 0;
      } else {
        run = 0;
        path = true; // the rest of this word is no line of a key
      }
    }
    if (run >= MIN_LINE && !path && mixed) {
      scan.suspect(from, text.length());
    }
  }
}
