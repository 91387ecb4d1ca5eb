// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;

/**
 * Counts the lines that {@link DisplayText#arguments} writes for a member, without writing them.
 */
final class LineCount {

  private LineCount() {}

  static int of(Json value) {
    return isInside(value) ? 1 + inner(value) : 1;
  }

  /** Returns whether the value is below its name, not beside it. */
  private static boolean isInside(Json value) {
    return switch (value) {
      case Json.Obj(var members) -> !members.isEmpty();
      case Json.Arr(var items) -> !items.isEmpty();
      case Json.Str(var text) -> text.indexOf('\n') >= 0;
      case Json.Num number -> false;
      case Json.Int integer -> false;
      case Json.Bool bool -> false;
      case Json.Null none -> false;
    };
  }

  /** Counts the lines of an item, whose dash does not take a line of its own. */
  private static int inner(Json value) {
    return switch (value) {
      case Json.Obj(var members) when !members.isEmpty() ->
          members.values().stream().mapToInt(LineCount::of).sum();
      case Json.Arr(var items) when !items.isEmpty() ->
          items.stream().mapToInt(LineCount::inner).sum();
      case Json.Str(var text) -> 1 + (int) text.chars().filter(it -> it == '\n').count();
      default -> 1;
    };
  }
}
