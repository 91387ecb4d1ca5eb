// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Arguments that are dear to whoever is careless with them, each of about so many characters as it
 * is asked for.
 */
public final class HostileJson {

  private static final int DEPTH = 58;

  private HostileJson() {}

  /** Generators by name; each makes arguments of about so many characters. */
  public static Map<String, IntFunction<Json.Obj>> all() {
    var all = new TreeMap<String, IntFunction<Json.Obj>>();
    all.put("one long line", size -> text("x".repeat(size)));
    all.put("many short lines", size -> text("x\n".repeat(size / 2)));
    all.put("only line feeds", size -> text("\n".repeat(size)));
    all.put("invisible characters", size -> text("\u202e".repeat(size)));
    all.put("marks on one letter", size -> text("e" + "\u0301".repeat(size)));
    all.put("gaps of forty", size -> text((" ".repeat(40) + "x").repeat(size / 41)));
    all.put("dates and numbers", size -> text("2024-01-02 17 2024-02-03 18 ".repeat(size / 28)));
    all.put("almost cards", size -> text("4111 1111 1111 1112 ".repeat(size / 20)));
    all.put("many members", size -> members(size / 10, "n"));
    all.put("members that look like tokens", size -> members(size / 44, token()));
    all.put("one very long name", size -> Json.object().put("n".repeat(size), "x").build());
    all.put("many empty objects", HostileJson::empties);
    all.put("a command of many logins", size -> command(size, "login"));
    all.put("a command of many logins and flags", size -> command(size, "login", "-p", "x"));
    all.put("a command of many programs", size -> command(size, "docker", "login", "-p"));
    all.put("strings nested deep", HostileJson::deep);
    all.put("many leaves under long names", HostileJson::longPath);
    return all;
  }

  private static Json.Obj text(String text) {
    return Json.object().put("text", text).build();
  }

  /** Made here, so that no file holds what a scanner would take for one. */
  private static String token() {
    return "ghp" + "_" + "a1B2".repeat(9);
  }

  private static Json.Obj members(int count, String prefix) {
    var members = new TreeMap<String, Json>();
    for (int i = 0; i < count; i++) {
      members.put(prefix.substring(0, Math.min(34, prefix.length())) + pad(i), Json.of(i % 10));
    }
    return new Json.Obj(members);
  }

  private static String pad(int i) {
    var digits = Integer.toString(i);
    return "0".repeat(6 - digits.length()) + digits;
  }

  private static Json.Obj empties(int size) {
    var items = new ArrayList<Json>();
    for (int i = 0; i < size / 3; i++) {
      items.add(Json.Obj.EMPTY);
    }
    return new Json.Obj(new TreeMap<>(Map.of("a", new Json.Arr(items))));
  }

  private static Json.Obj command(int size, String... motif) {
    var items = new ArrayList<Json>();
    items.add(Json.of("docker"));
    int length = String.join("\",\"", motif).length() + 3;
    for (int i = 0; i < size / length; i++) {
      for (var item : motif) {
        items.add(Json.of(item));
      }
    }
    return new Json.Obj(new TreeMap<>(Map.of("cmd", new Json.Arr(items))));
  }

  private static Json.Obj deep(int size) {
    var items = new ArrayList<Json>();
    for (int i = 0; i < size / 6; i++) {
      items.add(Json.of("y" + i % 10));
    }
    Json inner = new Json.Arr(items);
    for (int i = 0; i < DEPTH; i++) {
      inner = new Json.Obj(new TreeMap<>(Map.of("n", inner)));
    }
    return (Json.Obj) inner;
  }

  private static Json.Obj longPath(int size) {
    var items = new ArrayList<Json>();
    for (int i = 0; i < size / 24; i++) {
      items.add(Json.object().put("password", "x" + i % 10).build());
    }
    Json inner = new Json.Arr(List.copyOf(items));
    return new Json.Obj(new TreeMap<>(Map.of("n".repeat(size / 2), inner)));
  }
}
