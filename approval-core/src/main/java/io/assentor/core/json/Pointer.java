// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JSON pointers (RFC 6901), in which {@code *} as a step stands for any one step. */
public final class Pointer {

  private Pointer() {}

  /** The steps of a pointer, unescaped; it must begin with a slash. */
  public static List<String> steps(String pointer) {
    return Stream.of(pointer.substring(1).split("/", -1))
        .map(step -> step.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  /** Everything a pointer leads to, in the document's order. */
  public static List<Json> find(Json document, String pointer) {
    var found = List.of(document);
    for (var step : steps(pointer)) {
      found = found.stream().flatMap(value -> children(value, step)).toList();
    }
    return found;
  }

  private static Stream<Json> children(Json value, String step) {
    boolean any = step.equals("*");
    return switch (value) {
      case Json.Obj object when any -> object.members().values().stream();
      case Json.Obj object -> Stream.ofNullable(object.get(step));
      case Json.Arr array when any -> array.items().stream();
      case Json.Arr array ->
          IntStream.range(0, array.items().size())
              .filter(i -> Integer.toString(i).equals(step))
              .mapToObj(array.items()::get);
      default -> Stream.empty();
    };
  }
}
