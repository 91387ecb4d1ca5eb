// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A call's arguments as a page shows them: all of them, line by line. What is long is folded, not
 * cut: its beginning is in sight, its rest one click away, in the page from the start.
 *
 * @param members the members of the arguments
 * @param raw their RFC 8785 form, with what is invisible in it named
 */
record ArgumentTree(List<Member> members, String raw) {

  private static final int LINES_IN_SIGHT = 12;
  private static final int LINES_WHEN_FOLDED = 8;
  private static final int CHARACTERS_IN_SIGHT = 600;
  private static final int CHARACTERS_WHEN_FOLDED = 400;

  /** What {@link DisplayText#arguments} writes: indentation, a name or a dash or a bar, a value. */
  private static final Pattern LINE =
      Pattern.compile("( *)((?:\"[^\"]*\"|[A-Za-z0-9_.-]{1,100}):|-|│)? ?(.*)", Pattern.DOTALL);

  static ArgumentTree of(Json.Obj arguments, List<String> first) {
    var members = new ArrayList<List<Line>>();
    for (var line : DisplayText.arguments(arguments, first)) {
      if (members.isEmpty() || !line.startsWith(" ")) {
        members.add(new ArrayList<>());
      }
      members.getLast().add(Line.of(line));
    }
    return new ArgumentTree(
        members.stream().map(Member::of).toList(), DisplayText.line(arguments.canonicalString()));
  }

  /**
   * A member and everything in it.
   *
   * @param folded what follows; empty if all is in sight
   */
  record Member(List<Line> inSight, List<Line> folded) {
    static Member of(List<Line> lines) {
      int inSight = lines.size() > LINES_IN_SIGHT ? LINES_WHEN_FOLDED : lines.size();
      return new Member(lines.subList(0, inSight), lines.subList(inSight, lines.size()));
    }
  }

  /**
   * One line.
   *
   * @param sign a member's name, an item's dash, or the bar before text of several lines
   * @param folded what follows the value; empty if all of it is in sight
   */
  record Line(String indent, String sign, String value, String folded) {
    static Line of(String line) {
      var match = LINE.matcher(line);
      if (!match.matches()) {
        return new Line("", "", line, "");
      }
      var sign = match.group(2) == null ? "" : match.group(2);
      var value = match.group(3);
      int end = value.length() > CHARACTERS_IN_SIGHT ? cut(value) : value.length();
      return new Line(match.group(1), sign, value.substring(0, end), value.substring(end));
    }

    /** Not inside of a character, and not inside of the name of one that is invisible. */
    private static int cut(String value) {
      int end = CHARACTERS_WHEN_FOLDED;
      int open = value.lastIndexOf('⟦', end);
      if (open >= 0 && value.indexOf('⟧', open) >= end) {
        end = open;
      }
      return Character.isLowSurrogate(value.charAt(end)) ? end - 1 : end;
    }

    /** For the style sheet. */
    public String kind() {
      return switch (sign) {
        case "│" -> "text";
        case "-" -> "item";
        case "" -> "rest";
        default -> "member";
      };
    }
  }
}
