// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.text.InlineText;
import java.util.Collection;

/**
 * Shortens names in lists, otherwise shown as {@link InlineText}. The request's page shows them
 * whole.
 */
final class ShortName {

  /** In UTF-16 units; no name that a person gave is longer. */
  private static final int MOST = 200;

  /** In a list of names. */
  private static final int NAMES = 20;

  private ShortName() {}

  static String word(String name) {
    return cut(InlineText.word(name), MOST);
  }

  static String list(Collection<String> names) {
    var shown = cut(InlineText.list(names.stream().sorted().limit(NAMES).toList()), 10 * MOST);
    return names.size() <= NAMES ? shown : shown + " and " + (names.size() - NAMES) + " more";
  }

  private static String cut(String shown, int max) {
    int end = Folded.cut(shown, 0, max);
    return end == shown.length() ? shown : shown.substring(0, end) + "…";
  }
}
