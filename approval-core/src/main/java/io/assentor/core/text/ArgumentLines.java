// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes arguments on a line each, until there is no more room; each line is written once. */
final class ArgumentLines {

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private static final String INDENT = "  ";

  private final int maxLines;
  private final List<String> lines = new ArrayList<>();

  /** In UTF-16 units. */
  private long room;

  ArgumentLines(int maxLines, int maxLength) {
    this.maxLines = maxLines;
    this.room = maxLength;
  }

  List<String> shown() {
    return lines;
  }

  boolean haveRoom() {
    return lines.size() <= maxLines && room >= 0;
  }

  private void add(String line) {
    lines.add(line);
    room -= line.length() + 1L;
  }

  /**
   * Writes a member.
   *
   * @param start what its first line begins with
   * @param rest what its other lines begin with
   */
  void member(String start, String rest, Map.Entry<String, Json> member) {
    value(start + name(member.getKey()) + ":", " ", rest + INDENT, member.getValue());
  }

  private String name(String name) {
    return PLAIN_NAME.matcher(name).matches()
        ? name
        : "\"" + fitting(name, 0, name.length()).replace("\"", "⟦U+0022⟧") + "\"";
  }

  /**
   * Writes a value.
   *
   * @param start what stands before it on its first line
   * @param gap what is between that and a value on the same line
   * @param inner what lines below the first begin with
   */
  private void value(String start, String gap, String inner, Json value) {
    switch (value) {
      case Json.Obj(var members) when !members.isEmpty() -> {
        add(start);
        for (var member : members.entrySet()) {
          if (!haveRoom()) {
            return;
          }
          member(inner, inner, member);
        }
      }
      case Json.Arr(var items) when !items.isEmpty() -> {
        add(start);
        items(inner, inner, items);
      }
      case Json.Str(var text) when text.indexOf('\n') >= 0 -> {
        add(start);
        block(inner, inner, text);
      }
      default -> add(start + gap + scalar(value));
    }
  }

  private void items(String start, String rest, List<Json> items) {
    var before = start;
    for (var item : items) {
      if (!haveRoom()) {
        return;
      }
      item(before + "- ", rest + INDENT, item);
      before = rest;
    }
  }

  /** Writes an item; what belongs to it is indented under its dash. */
  private void item(String start, String rest, Json item) {
    switch (item) {
      case Json.Obj(var members) when !members.isEmpty() -> {
        var before = start;
        for (var member : members.entrySet()) {
          if (!haveRoom()) {
            return;
          }
          member(before, rest, member);
          before = rest;
        }
      }
      case Json.Arr(var items) when !items.isEmpty() -> items(start, rest, items);
      case Json.Str(var text) when text.indexOf('\n') >= 0 -> block(start, rest, text);
      default -> add(start + scalar(item));
    }
  }

  private void block(String start, String rest, String text) {
    var before = start;
    for (int from = 0; from >= 0 && haveRoom(); ) {
      int end = text.indexOf('\n', from);
      add(before + "│ " + fitting(text, from, end < 0 ? text.length() : end));
      before = rest;
      from = end < 0 ? -1 : end + 1;
    }
  }

  private String scalar(Json value) {
    return value instanceof Json.Str(var text)
        ? "\"" + fitting(text, 0, text.length()) + "\""
        : value.canonicalString();
  }

  /** As much of a line as is needed to fill the room and to see that it does not fit. */
  private String fitting(String text, int from, int end) {
    int last = (int) Math.min(end, from + Math.max(0, room) + 1);
    if (last < end && Character.isHighSurrogate(text.charAt(last - 1))) {
      last++;
    }
    return DisplayText.line(text.substring(from, last));
  }
}
