// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

/** The characters that a token may consist of. */
enum Alphabet {
  NUMBER("0-9"),
  UPPER("A-Z0-9"),
  HEX("0-9a-f"),
  ALNUM("A-Za-z0-9"),
  WORD("A-Za-z0-9_-"),
  DOTTED("A-Za-z0-9_.-"),
  TILDE("A-Za-z0-9_.~-"),
  SLASHED("A-Za-z0-9_./-"),
  WEBHOOK("A-Za-z0-9_./@-"),
  BASE64("A-Za-z0-9+/="),
  UUID("0-9a-f-"),
  ACCOUNT("A-Z0-9-"),
  BRAINTREE("A-Za-z0-9$_-"),
  CLOUDINARY("A-Za-z0-9_./:@-");

  /** One bit per ASCII character. */
  private final long low;

  private final long high;

  /** Parses ranges as in a character class; a dash at the end is literal. */
  Alphabet(String ranges) {
    long lower = 0;
    long upper = 0;
    for (int i = 0; i < ranges.length(); i++) {
      boolean range = i + 2 < ranges.length() && ranges.charAt(i + 1) == '-';
      for (int c = ranges.charAt(i); c <= ranges.charAt(range ? i + 2 : i); c++) {
        lower |= c < 64 ? 1L << c : 0;
        upper |= c < 64 ? 0 : 1L << (c - 64);
      }
      i += range ? 2 : 0;
    }
    low = lower;
    high = upper;
  }

  boolean has(char c) {
    return c < 128 && ((c < 64 ? low >> c : high >> (c - 64)) & 1) == 1;
  }
}
