// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

final class Surrogates {

  private Surrogates() {}

  /** Pairs come as one code point; only a lone surrogate comes as itself. */
  static boolean hasLone(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
