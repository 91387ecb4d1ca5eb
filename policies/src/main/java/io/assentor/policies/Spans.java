// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The parts of a text that are secrets. */
final class Spans {

  /** A part; inert if executing it has no effect in any language. */
  private record Span(int start, int end, boolean inert) {}

  private final List<Span> spans = new ArrayList<>();
  private boolean inert = true;

  void add(int start, int end, boolean isInert) {
    if (end > start) {
      spans.add(new Span(start, end, isInert));
      inert &= isInert;
    }
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  /** Whether all of them may be left out of what is shown. */
  boolean areInert() {
    return inert;
  }

  /** The text without them. */
  String without(String text) {
    spans.sort(Comparator.comparingInt(Span::start));
    var shown = new StringBuilder();
    int from = 0;
    for (var span : spans) {
      if (span.start >= from) {
        shown.append(text, from, span.start).append(SecretPatterns.MARK);
      }
      from = Math.max(from, span.end);
    }
    return shown.append(text, from, text.length()).toString();
  }
}
