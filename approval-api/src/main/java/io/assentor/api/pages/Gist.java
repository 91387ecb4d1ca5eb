// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.Legible;
import io.assentor.core.json.Json;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The beginning of a call's arguments, on one line.
 *
 * @param whole whether that is all of them
 */
record Gist(String text, boolean whole) {

  /** Two lines of a row, in UTF-16 units. */
  private static final int LENGTH = 200;

  /** What is longer is cut before it is made legible: that takes 200 ms a megabyte. */
  private static final int LONG_STRING = 1_000;

  static Gist of(Json.Obj arguments, List<String> first) {
    var cut = cut(arguments);
    var text =
        Legible.arguments(cut, first).stream().map(String::strip).collect(Collectors.joining("  "));
    boolean whole = text.length() <= LENGTH && cut.equals(arguments);
    return new Gist(whole ? text : beginning(text, LENGTH) + "…", whole);
  }

  private static Json.Obj cut(Json.Obj object) {
    var members = new TreeMap<String, Json>();
    object.members().forEach((name, value) -> members.put(name, cut(value)));
    return new Json.Obj(members);
  }

  private static Json cut(Json value) {
    return switch (value) {
      case Json.Obj object -> cut(object);
      case Json.Arr(var items) -> new Json.Arr(items.stream().map(Gist::cut).toList());
      case Json.Str(var text) -> Json.of(beginning(text, LONG_STRING));
      default -> value;
    };
  }

  /** Never half a character. */
  private static String beginning(String text, int length) {
    return text.length() <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, length)));
  }
}
