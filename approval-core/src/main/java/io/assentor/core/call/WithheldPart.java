// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.json.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A part of a call's arguments that is shown only to an eligible approver who asks for it.
 *
 * @param pointer JSON pointer into the arguments as they are shown; the empty pointer is all of
 *     them
 * @param name the member's name, if it is withheld too
 * @param value the text to show there, in which policy's redactions by pointer or name remain
 */
public record WithheldPart(String pointer, @Nullable String name, Json value) {

  static Json json(List<WithheldPart> all) {
    return new Json.Arr(
        all.stream()
            .<Json>map(
                it ->
                    Json.object()
                        .put("at", it.pointer)
                        .put("name", it.name)
                        .put("value", it.value)
                        .build())
            .toList());
  }

  /** Reads what {@link CallContent.Shown#json} wrote; none if it was written before there were. */
  public static List<WithheldPart> of(Members shown) {
    return shown.objects("onRequest").stream()
        .map(it -> new WithheldPart(it.string("at"), it.optionalString("name"), value(it)))
        .toList();
  }

  /** A null in what is stored reads as a member that is absent. */
  private static Json value(Members withheld) {
    return Objects.requireNonNullElse(withheld.optionalValue("value"), Json.Null.NULL);
  }

  /**
   * Puts each value in its place. Every object is copied once, however many of its members change.
   */
  static Json fill(Json shown, List<WithheldPart> withheld) {
    return Place.fill(
        shown,
        withheld.stream()
            .map(it -> new Place(it.pointer.isEmpty() ? List.of() : Pointer.steps(it.pointer), it))
            .toList());
  }

  /** A value, and the steps that are left to where it belongs. */
  private record Place(List<String> steps, WithheldPart withheld) {

    static Json fill(Json shown, List<Place> places) {
      if (places.getFirst().steps.isEmpty()) {
        return places.getFirst().withheld.value;
      }
      var below = new LinkedHashMap<String, List<Place>>();
      for (var it : places) {
        var rest = new Place(it.steps.subList(1, it.steps.size()), it.withheld);
        below.computeIfAbsent(it.steps.getFirst(), step -> new ArrayList<>()).add(rest);
      }
      return switch (shown) {
        case Json.Obj(var members) -> object(members, below);
        case Json.Arr(var items) -> array(items, below);
        default -> throw new IllegalStateException("nothing can be below a place that is withheld");
      };
    }

    private static Json object(SortedMap<String, Json> members, Map<String, List<Place>> below) {
      var filled = new TreeMap<>(members);
      below.forEach(
          (step, rest) -> {
            var value = filled.remove(step);
            if (value == null) {
              throw new IllegalStateException("nothing is shown at a place that is withheld");
            }
            filled.put(rest.getFirst().name(step), fill(value, rest));
          });
      return new Json.Obj(filled);
    }

    private static Json array(List<Json> items, Map<String, List<Place>> below) {
      var filled = new ArrayList<>(items);
      below.forEach(
          (step, rest) -> {
            int at = Integer.parseInt(step);
            filled.set(at, fill(filled.get(at), rest));
          });
      return new Json.Arr(filled);
    }

    private String name(String step) {
      return steps.isEmpty() && withheld.name != null ? withheld.name : step;
    }
  }
}
