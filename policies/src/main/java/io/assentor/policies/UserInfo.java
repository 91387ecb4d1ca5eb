// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

/** {@code scheme://user:password@host}, RFC 3986 section 3.2.1. */
final class UserInfo {

  private static final int MAX_LENGTH = 500;

  private UserInfo() {}

  static void look(SecretScan scan, int from) {
    var text = scan.text;
    int end = Math.min(text.length(), from + MAX_LENGTH);
    int colon = -1;
    int at = -1;
    int odd = -1;
    int i = from;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || "/\"'?#\\".indexOf(c) >= 0) {
        break;
      }
      if ("|;<>()`{}[]".indexOf(c) >= 0) {
        return; // more than a URL: it is shown
      }
      if (c == ':' && colon < 0) {
        colon = i;
      } else if (c == '@') {
        at = i;
      } else if (at < 0 && "$&,!*".indexOf(c) >= 0) {
        odd = i;
      }
    }
    if (at < 0) {
      return;
    }
    boolean pair = colon >= 0 && colon < at;
    var value = scan.part(pair ? colon + 1 : from, at);
    if (scan.catalog.isReference(value)) {
      return;
    }
    if (!pair) {
      if (value.length() >= 20 && Inertness.isRandom(value)) {
        scan.inert(from, at);
      }
    } else if (odd < 0 && isInert(value)) {
      scan.inert(colon + 1, at);
    } else {
      scan.suspect(colon + 1, at);
    }
  }

  /** Unreserved characters only, and encoded ones: whoever reads it, it ends at the same place. */
  private static boolean isInert(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean encoded = c == '%' && Inertness.isPercentEncoded(value, i);
      if (!encoded && !Inertness.isWord(String.valueOf(c)) && "-.~+=".indexOf(c) < 0) {
        return false;
      }
    }
    return !value.isEmpty() && !value.contains("--") && !value.contains("..");
  }
}
