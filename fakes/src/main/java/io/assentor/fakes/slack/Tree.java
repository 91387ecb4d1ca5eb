// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads and rewrites JSON whose shape has been checked already, or does not matter. */
final class Tree {

  static final Json.Arr NOTHING = new Json.Arr(List.of());

  private Tree() {}

  static @Nullable String string(Json.Obj object, String name) {
    return object.get(name) instanceof Json.Str(var value) ? value : null;
  }

  static String text(Json.Obj object, String name) {
    return Objects.requireNonNullElse(string(object, name), "");
  }

  static Json.Obj object(Json.Obj object, String name) {
    return object.get(name) instanceof Json.Obj obj ? obj : Json.Obj.EMPTY;
  }

  static Json.Arr array(Json.Obj object, String name) {
    return object.get(name) instanceof Json.Arr arr ? arr : NOTHING;
  }

  /** The objects of an array, without whatever else is in it. */
  static List<Json.Obj> objects(Json.Arr array) {
    return array.items().stream()
        .filter(Json.Obj.class::isInstance)
        .map(Json.Obj.class::cast)
        .toList();
  }

  static boolean isTrue(Json.Obj object, String name) {
    return object.get(name) == Json.Bool.TRUE;
  }

  /** The same object with this member set. */
  static Json.Obj with(Json.Obj object, String name, Json value) {
    var members = new TreeMap<>(object.members());
    members.put(name, value);
    return new Json.Obj(members);
  }

  /** The same blocks, with ids for those blocks and interactive elements that came without. */
  static Json.Arr identified(Json.Arr blocks) {
    var named = new ArrayList<Json>();
    for (var item : blocks.items()) {
      int index = named.size();
      if (item instanceof Json.Obj block) {
        var id = "gen" + index;
        block = named(block, "block_id", id);
        block = mapElements(block, element -> named(element, "action_id", id + "a"));
        named.add(block);
      } else {
        named.add(item);
      }
    }
    return new Json.Arr(named);
  }

  private static Json.Obj named(Json.Obj object, String member, String name) {
    return object.get(member) == null ? with(object, member, Json.of(name)) : object;
  }

  private static Json.Obj mapElements(Json.Obj block, UnaryOperator<Json.Obj> change) {
    return switch (text(block, "type")) {
      case "actions" -> {
        var elements = new ArrayList<Json>();
        for (var element : objects(array(block, "elements"))) {
          int index = elements.size();
          var changed = change.apply(element);
          // Generated ids differ within the block, too.
          elements.add(
              element.get("action_id") == null
                  ? with(changed, "action_id", Json.of(text(changed, "action_id") + index))
                  : changed);
        }
        yield with(block, "elements", new Json.Arr(elements));
      }
      case "section" ->
          block.get("accessory") instanceof Json.Obj accessory
                  && !text(accessory, "type").equals("image")
              ? with(block, "accessory", change.apply(accessory))
              : block;
      case "input" -> with(block, "element", change.apply(object(block, "element")));
      default -> block;
    };
  }

  /** The elements of a block that people can use. */
  static List<Json.Obj> elements(Json.Obj block) {
    return switch (text(block, "type")) {
      case "actions" -> objects(array(block, "elements"));
      case "section" ->
          block.get("accessory") instanceof Json.Obj accessory ? List.of(accessory) : List.of();
      case "input" -> List.of(object(block, "element"));
      default -> List.of();
    };
  }
}
