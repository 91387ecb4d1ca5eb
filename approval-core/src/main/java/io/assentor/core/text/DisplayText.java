// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.Json;
import io.assentor.core.json.Pointer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Text from outside, made so that people see what is there: control, bidirectional, zero-width and
 * other invisible characters are named, as {@code ⟦U+202E⟧}, and so is whatever could be taken for
 * such a name. Two texts that differ in what runs never look the same for a character nobody sees;
 * letters that look alike still do.
 */
public final class DisplayText {

  private DisplayText() {}

  /** On one line; a line feed is shown as {@code ⏎}, a tab as {@code ⇥}. */
  public static String line(CharSequence text) {
    return new Legibly(text, true).shown();
  }

  /** On as many lines as it has. */
  public static String lines(CharSequence text) {
    return new Legibly(text, false).shown();
  }

  /**
   * The beginning of a text, its last character an ellipsis if there is more; no character is
   * split.
   *
   * @param max in UTF-16 units, the ellipsis included; at least 2
   */
  public static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "…";
  }

  /**
   * A call's arguments, a line each, nested by indentation. Strings stand in quotes; one of several
   * lines is a block whose every line begins with a bar, so that none can be taken for another
   * argument.
   *
   * @param first JSON pointers to what matters most: those members come first
   */
  public static List<String> arguments(Json.Obj arguments, List<String> first) {
    return beginning(arguments, first, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * The first lines of a call's arguments, as {@link #arguments} has them, at the cost of what is
   * shown: whoever shows an excerpt does not pay for the whole.
   *
   * @param maxLines after one line more nothing is added
   * @param maxLength in UTF-16 units, line ends included; what passes it is the last line
   * @return more than fits into both limits exactly if not all of the arguments do
   */
  public static List<String> beginning(
      Json.Obj arguments, List<String> first, int maxLines, int maxLength) {
    var lines = new ArgumentLines(maxLines, maxLength);
    var order = new LinkedHashSet<String>();
    first.forEach(pointer -> order.add(Pointer.steps(pointer).getFirst()));
    for (var name : order) {
      var value = arguments.get(name);
      if (value != null && lines.haveRoom()) {
        lines.member("", "", Map.entry(name, value));
      }
    }
    for (var member : arguments.members().entrySet()) {
      if (!lines.haveRoom()) {
        break;
      }
      if (!order.contains(member.getKey())) {
        lines.member("", "", member);
      }
    }
    return lines.shown();
  }
}
