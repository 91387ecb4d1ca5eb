// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.json.Json;
import io.assentor.core.json.Pointer;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The beginning of a call's arguments, on one line.
 *
 * @param whole whether these are all arguments
 */
record Gist(String text, boolean whole) {

  /** Two lines of a row, in UTF-16 units. */
  private static final int LENGTH = 200;

  /** Longer text is cut before it is made legible, which takes 200 ms per megabyte. */
  private static final int LONG_STRING = 1_000;

  /** Of all names, strings and values together, so that many short ones cost no more. */
  private static final int MUCH = 20_000;

  /**
   * Members are two blanks apart, and no value can look like another member: see {@link
   * InlineText}.
   *
   * @param first JSON pointers to the members to show first
   */
  static Gist of(Json.Obj arguments, List<String> first) {
    var order = first.stream().map(pointer -> Pointer.steps(pointer).getFirst()).toList();
    var beginning = new Beginning();
    var text =
        beginning.of(arguments).members().entrySet().stream()
            .sorted(Comparator.comparingInt(member -> rank(order, member.getKey())))
            .map(InlineText::member)
            .collect(Collectors.joining("  "));
    boolean whole = text.length() <= LENGTH && beginning.isWhole;
    return new Gist(whole ? text : beginning(text, LENGTH) + "…", whole);
  }

  private static int rank(List<String> order, String name) {
    int index = order.indexOf(name);
    return index < 0 ? order.size() : index;
  }

  /** Shortens a value to the room left. */
  private static final class Beginning {

    private int room = MUCH;
    private boolean isWhole = true;

    Json.Obj of(Json.Obj object) {
      var members = new TreeMap<String, Json>();
      for (var member : object.members().entrySet()) {
        if (!fits(member.getKey().length())) {
          break;
        }
        members.put(member.getKey(), of(member.getValue()));
      }
      return new Json.Obj(members);
    }

    private Json of(Json value) {
      return switch (value) {
        case Json.Obj object -> of(object);
        case Json.Arr(var items) -> {
          var taken = new ArrayList<Json>();
          for (var item : items) {
            if (!fits(1)) {
              break;
            }
            taken.add(of(item));
          }
          yield new Json.Arr(taken);
        }
        case Json.Str(var text) -> {
          var taken = beginning(text, Math.min(LONG_STRING, Math.max(0, room)));
          room -= taken.length();
          isWhole &= taken.length() == text.length();
          yield Json.of(taken);
        }
        default -> value;
      };
    }

    private boolean fits(int length) {
      room -= length + 1;
      isWhole &= room > 0;
      return room > 0;
    }
  }

  /** Never half a character. */
  private static String beginning(String text, int length) {
    return text.length() <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, length)));
  }
}
