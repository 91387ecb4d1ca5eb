// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds one object of a block tree against its schema. Complaints gather in one list, worded as
 * Slack words them; unlike {@code Members} it goes on after the first.
 */
final class Shape {

  private final Json.Obj object;
  private final String pointer;
  private final List<String> problems;
  private final Set<String> known = new HashSet<>();

  Shape(Json.Obj object, String pointer, List<String> problems) {
    this.object = object;
    this.pointer = pointer;
    this.problems = problems;
  }

  /** The string of this name, or nothing if it is missing or no string. */
  @Nullable String peek(String name) {
    return Tree.string(object, name);
  }

  boolean has(String name) {
    known.add(name);
    return object.get(name) != null;
  }

  String at(String name) {
    return pointer + "/" + name;
  }

  /** The {@code type}, which every object of Block Kit has; empty if it is missing. */
  String type() {
    text("type", true, 1, 255);
    var type = peek("type");
    return type == null ? "" : type;
  }

  void unsupportedType() {
    problem("unsupported type: " + peek("type"), at("type"));
  }

  /** A string of {@code min} to {@code max} characters; Slack counts code points. */
  void text(String name, boolean required, int min, int max) {
    known.add(name);
    switch (object.get(name)) {
      case null -> missing(name, required);
      case Json.Str(var value) -> length(value, at(name), min, max);
      default -> problem("must provide a string", at(name));
    }
  }

  private void length(String value, String where, int min, int max) {
    int length = value.codePointCount(0, value.length());
    if (length < min) {
      problem("must be more than " + (min - 1) + " characters", where);
    } else if (length > max) {
      problem("must be less than " + (max + 1) + " characters", where);
    }
  }

  void bool(String name) {
    known.add(name);
    switch (object.get(name)) {
      case null -> {}
      case Json.Bool any -> {}
      default -> problem("must provide a boolean", at(name));
    }
  }

  /** An integer of {@code min} to {@code max}; may be absent. */
  void integer(String name, int min, int max) {
    known.add(name);
    switch (object.get(name)) {
      case null -> {}
      case Json.Num(var value) when value == Math.rint(value) -> {
        if (value < min || value > max) {
          problem("must be between " + min + " and " + max, at(name));
        }
      }
      default -> problem("must provide an integer", at(name));
    }
  }

  /** One of these strings. */
  void oneOf(String name, boolean required, String... values) {
    known.add(name);
    switch (object.get(name)) {
      case null -> missing(name, required);
      case Json.Str(var value) when List.of(values).contains(value) -> {}
      default -> problem("must be a valid enum value", at(name));
    }
  }

  /** The object of this name, or nothing where there is none. */
  @Nullable Shape object(String name, boolean required) {
    known.add(name);
    return switch (object.get(name)) {
      case null -> {
        missing(name, required);
        yield null;
      }
      case Json.Obj obj -> new Shape(obj, at(name), problems);
      default -> {
        problem("must provide an object", at(name));
        yield null;
      }
    };
  }

  /** The objects of an array of {@code min} to {@code max} items; none if there is no such. */
  List<Shape> objects(String name, boolean required, int min, int max) {
    known.add(name);
    return switch (object.get(name)) {
      case null -> {
        missing(name, required);
        yield List.of();
      }
      case Json.Arr arr -> all(arr, at(name), problems, min, max);
      default -> {
        problem("must provide an array", at(name));
        yield List.of();
      }
    };
  }

  static List<Shape> all(Json.Arr array, String where, List<String> problems, int min, int max) {
    if (array.items().size() < min) {
      report(problems, "no fewer than " + min + " items allowed", where);
    } else if (array.items().size() > max) {
      report(problems, "no more than " + max + " items allowed", where);
    }
    var shapes = new ArrayList<Shape>();
    for (int i = 0; i < array.items().size(); i++) {
      if (array.items().get(i) instanceof Json.Obj obj) {
        shapes.add(new Shape(obj, where + "/" + i, problems));
      } else {
        report(problems, "must provide an object", where + "/" + i);
      }
    }
    return shapes;
  }

  /** A text object: plain_text, or where {@code markdown} allows it mrkdwn. */
  void textObject(String name, boolean required, boolean markdown, int max) {
    var text = object(name, required);
    if (text != null) {
      text.isText(markdown, max);
    }
  }

  /** This object is a text object. */
  void isText(boolean markdown, int max) {
    var type = type();
    if (type.equals("plain_text")) {
      bool("emoji");
    } else if (type.equals("mrkdwn") && markdown) {
      bool("verbatim");
    } else {
      unsupportedType();
      return;
    }
    text("text", true, 1, max);
    end();
  }

  /** Complains of members that nobody has asked for. */
  void end() {
    for (var name : object.members().keySet()) {
      if (!known.contains(name)) {
        problem("invalid additional property: " + name, pointer);
      }
    }
  }

  void problem(String what) {
    problem(what, pointer);
  }

  private void missing(String name, boolean required) {
    if (required) {
      problem("missing required field: " + name, pointer);
    }
  }

  void problem(String what, String where) {
    report(problems, what, where);
  }

  static void report(List<String> problems, String what, String where) {
    problems.add("[ERROR] " + what + " [json-pointer:" + where + "]");
  }
}
