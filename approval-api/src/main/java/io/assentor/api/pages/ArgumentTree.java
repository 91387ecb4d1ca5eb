// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.json.Json;
import io.assentor.core.json.Pointer;
import io.assentor.core.text.DisplayText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call's arguments, line by line, of which a bounded part is on the page. Long values are folded,
 * not cut: their beginning is shown, and clicks fetch the rest, part by part.
 *
 * @param members members of the arguments, the most important first
 * @param more further members; absent if these are the last
 */
record ArgumentTree(List<Member> members, @Nullable More more) {

  private static final int LINES_IN_SIGHT = 12;
  private static final int LINES_WHEN_FOLDED = 8;
  private static final int CHARACTERS_IN_SIGHT = 600;
  private static final int CHARACTERS_WHEN_FOLDED = 400;

  /** The most lines of a part and, except for its last line, the most characters. */
  private static final int LINES = 300;

  private static final int CHARACTERS = 40_000;

  /**
   * The position at which a part begins.
   *
   * @param member index of a member, in the order shown
   * @param line index of a line of it
   * @param at index in that line's value, in UTF-16 units
   */
  record Position(int member, int line, int at) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,7})\\.(\\d{1,7})\\.(\\d{1,7})");

    static Position parse(String text) {
      var match = FORM.matcher(text);
      if (!match.matches()) {
        throw PageException.badForm("a part of the arguments, as the page links to it");
      }
      return new Position(
          Integer.parseInt(match.group(1)),
          Integer.parseInt(match.group(2)),
          Integer.parseInt(match.group(3)));
    }
  }

  /** Returns the first part. */
  static ArgumentTree of(Json.Obj arguments, List<String> first) {
    return from(arguments, first, new Position(0, 0, 0));
  }

  /** Returns the part at a position; empty if there is none. */
  static ArgumentTree from(Json.Obj arguments, List<String> first, Position from) {
    var ordered = ordered(arguments, first);
    var part = new Part(ordered, from);
    if (from.member() >= ordered.size()) {
      return new ArgumentTree(List.of(), null);
    }
    if (from.line() == 0 && from.at() == 0) {
      return part.members();
    }
    return new ArgumentTree(List.of(from.at() > 0 ? part.text() : part.lines()), null);
  }

  private static List<Map.Entry<String, Json>> ordered(Json.Obj arguments, List<String> first) {
    var ordered = new LinkedHashMap<String, Json>();
    for (var pointer : first) {
      var name = Pointer.steps(pointer).getFirst();
      var value = arguments.get(name);
      if (value != null) {
        ordered.put(name, value);
      }
    }
    arguments.members().forEach(ordered::putIfAbsent);
    return List.copyOf(ordered.entrySet());
  }

  /** Collects lines while there is room. */
  private static final class Part {

    private final List<Map.Entry<String, Json>> ordered;
    private final Position from;
    private int lines;
    private int characters;

    Part(List<Map.Entry<String, Json>> ordered, Position from) {
      this.ordered = ordered;
      this.from = from;
    }

    private boolean haveRoom() {
      return lines < LINES && characters < CHARACTERS;
    }

    ArgumentTree members() {
      var members = new ArrayList<Member>();
      int index = from.member();
      int number = before(index) + 1;
      for (; index < ordered.size() && haveRoom(); index++) {
        int count = LineCount.of(ordered.get(index).getValue());
        int inSight = count > LINES_IN_SIGHT ? LINES_WHEN_FOLDED : count;
        members.add(member(index, 0, inSight, count, number));
        number += count;
      }
      int left = ordered.size() - index;
      return new ArgumentTree(members, left == 0 ? null : More.members(index, left));
    }

    Member lines() {
      int count = LineCount.of(ordered.get(from.member()).getValue());
      return member(from.member(), from.line(), count, count, before(from.member()) + 1);
    }

    private Member member(int index, int begin, int end, int count, int firstNumber) {
      var all = written(index, Math.min(end, begin + LINES));
      var shown = new ArrayList<Line>();
      int at = begin;
      for (; at < Math.min(end, all.size()) && haveRoom(); at++) {
        var line = Line.of(all.get(at), index, at, firstNumber + at);
        shown.add(line);
        lines++;
        characters += line.indent().length() + line.sign().length() + line.value().length();
      }
      return new Member(shown, at >= count ? null : More.lines(index, at, count - at));
    }

    /** The next part of one line. */
    Member text() {
      var all = written(from.member(), from.line() + 1);
      if (from.line() >= all.size()) {
        return new Member(List.of(), null);
      }
      var line = Line.parse(all.get(from.line()));
      return new Member(
          List.of(line.next(from.member(), from.line(), from.at(), Folded.FETCHED)), null);
    }

    private int before(int member) {
      return ordered.subList(0, member).stream().mapToInt(it -> LineCount.of(it.getValue())).sum();
    }

    private List<String> written(int index, int lines) {
      var member = ordered.get(index);
      SortedMap<String, Json> alone = new TreeMap<>(Map.of(member.getKey(), member.getValue()));
      return DisplayText.beginning(new Json.Obj(alone), List.of(), lines, Integer.MAX_VALUE);
    }
  }

  /**
   * A member with its first lines.
   *
   * @param more its further lines; absent if these are the last
   */
  record Member(List<Line> lines, @Nullable More more) {}

  /**
   * One line.
   *
   * @param number counted from 1 through all arguments; 0 if it continues a line
   * @param sign a member's name, an item's dash, or the bar before text of several lines
   * @param more the rest of the value; absent if all of it is shown
   */
  record Line(int number, String indent, String sign, String value, @Nullable More more) {

    /**
     * Parses a line of {@link DisplayText#arguments}: indentation, a name or a dash or a bar, a
     * value. A very long name is folded like a value.
     */
    private static final Pattern FORM =
        Pattern.compile(
            "( *)((?:\"[^\"]{0,200}\"|[A-Za-z0-9_.-]{1,100}):|-|│)? ?(.*)", Pattern.DOTALL);

    static Line parse(String line) {
      var match = FORM.matcher(line);
      if (!match.matches()) {
        return new Line(0, "", "", line, null);
      }
      var sign = match.group(2) == null ? "" : match.group(2);
      return new Line(0, match.group(1), sign, match.group(3), null);
    }

    static Line of(String line, int member, int index, int number) {
      var whole = parse(line);
      int length =
          whole.value.length() > CHARACTERS_IN_SIGHT ? CHARACTERS_WHEN_FOLDED : CHARACTERS_IN_SIGHT;
      var shown = whole.next(member, index, 0, length);
      return new Line(number, whole.indent, whole.sign, shown.value, shown.more);
    }

    private Line next(int member, int line, int at, int length) {
      int from = Math.min(at, value.length());
      int end = Folded.cut(value, from, length);
      var left = value.length() - end;
      return new Line(
          0,
          "",
          "",
          value.substring(from, end),
          left == 0 ? null : More.characters(member, line, end, left));
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
