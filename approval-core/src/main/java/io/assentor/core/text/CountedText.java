// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

/**
 * A text that counts every character read as a step, so that work on it, even in a library, is
 * counted and bounded.
 *
 * @param text what is read
 * @param steps what counts the reading
 */
public record CountedText(String text, Steps steps) implements CharSequence {

  @Override
  public char charAt(int index) {
    steps.take();
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public String subSequence(int start, int end) {
    steps.take(end - start);
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    steps.take(text.length());
    return text;
  }
}
