// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people type and choose in the inputs of a modal. */
final class Inputs {

  private static final int MAX_TYPED = 3000;

  private Inputs() {}

  /** The object in this text, or nothing. */
  static Json.@Nullable Obj parse(String text) {
    try {
      return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      return null;
    }
  }

  /**
   * {@code state.values}, by block and action. What is not typed is as the view shows it at first.
   *
   * @throws IllegalStateException if Slack would not let a person submit this: no such block, no
   *     such option, too long or too short, or nothing where something is required
   */
  static Json.Obj values(Json.Arr blocks, Map<String, String> typed) {
    var left = new TreeMap<>(typed);
    var values = new TreeMap<String, Json>();
    for (var block : Tree.objects(blocks)) {
      var id = Tree.text(block, "block_id");
      for (var element : Tree.elements(block)) {
        var value = value(element, id, left.remove(id));
        if (value == null) {
          continue;
        }
        boolean empty = value.members().containsValue(Json.Null.NULL);
        if (empty && Tree.text(block, "type").equals("input") && !Tree.isTrue(block, "optional")) {
          throw new IllegalStateException("the modal requires something in " + id);
        }
        var actions = (Json.Obj) values.getOrDefault(id, Json.Obj.EMPTY);
        values.put(id, Tree.with(actions, Tree.text(element, "action_id"), value));
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException("the modal has no inputs " + left.keySet());
    }
    return new Json.Obj(values);
  }

  private static Json.@Nullable Obj value(Json.Obj element, String block, @Nullable String typed) {
    var type = Tree.text(element, "type");
    var state = Json.object().put("type", type);
    return switch (type) {
      case "plain_text_input" -> state.put("value", text(element, block, typed)).build();
      case "static_select", "radio_buttons" ->
          state.put("selected_option", option(element, block, typed)).build();
      case "checkboxes" -> {
        var option = option(element, block, typed);
        yield state
            .put(
                "selected_options",
                option == Json.Null.NULL ? Tree.NOTHING : new Json.Arr(List.of(option)))
            .build();
      }
      default -> null;
    };
  }

  private static Json text(Json.Obj element, String block, @Nullable String typed) {
    var value = typed == null ? Tree.text(element, "initial_value") : typed;
    if (value.isEmpty()) {
      return Json.Null.NULL;
    }
    int length = value.codePointCount(0, value.length());
    double min = element.get("min_length") instanceof Json.Num(var number) ? number : 0;
    double max = element.get("max_length") instanceof Json.Num(var number) ? number : MAX_TYPED;
    if (length < min || length > max) {
      throw new IllegalStateException(
          "%s takes %.0f to %.0f characters, not %d".formatted(block, min, max, length));
    }
    return Json.of(value);
  }

  private static Json option(Json.Obj element, String block, @Nullable String chosen) {
    if (chosen == null) {
      var initial = element.get("initial_option");
      return initial == null ? Json.Null.NULL : initial;
    }
    return Tree.objects(Tree.array(element, "options")).stream()
        .filter(it -> Tree.text(it, "value").equals(chosen))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(block + " has no option with value " + chosen));
  }
}
