// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.Json;
import io.assentor.core.json.Pointer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Untrusted text in a form that shows everything in it: control, bidirectional, zero-width and
 * other invisible characters are shown by name, as {@code ⟦U+202E⟧}, and so are characters that
 * could be mistaken for such a name. Two texts never look the same because of an invisible
 * character; letters that look alike still do.
 */
public final class DisplayText {

  private DisplayText() {}

  /** Returns the text on one line; a line feed is shown as {@code ⏎}, a tab as {@code ⇥}. */
  public static String line(CharSequence text) {
    return new DisplayTextWriter(text, true).shown();
  }

  /** Returns the text with its own lines. */
  public static String lines(CharSequence text) {
    return new DisplayTextWriter(text, false).shown();
  }

  /**
   * Returns the beginning of a text, with an ellipsis at the end if there is more; no character is
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
   * Returns a call's arguments, a line each, nested by indentation. Strings are quoted; a string of
   * several lines is a block whose lines each begin with a bar, so that none can be mistaken for
   * another argument.
   *
   * @param first JSON pointers to the members to show first
   */
  public static List<String> arguments(Json.Obj arguments, List<String> first) {
    return beginning(arguments, first, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Returns the first lines of {@link #arguments}. The cost is that of the lines returned, not of
   * all arguments.
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
