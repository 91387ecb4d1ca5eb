// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one object by name and type. Errors are {@link JsonException}s that name the
 * member by JSON pointer and what was expected; {@link #end()} refuses unknown members. A member
 * that is {@code null} counts as absent: many clients write {@code null} for members they do not
 * set.
 */
public final class Members {

  private final Json.Obj object;
  private final String pointer;
  private final Set<String> known = new HashSet<>();

  private Members(Json.Obj object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  public static Members of(Json.Obj object) {
    return new Members(object, "");
  }

  /** Escapes a name for a JSON pointer (RFC 6901 section 3). */
  public static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  public String string(String name) {
    return required(name, optionalString(name), "a string");
  }

  public @Nullable String optionalString(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Str str -> str.value();
      default -> throw bad(name, "a string");
    };
  }

  /**
   * A string of 1 to {@code max} characters, none of them U+0000, which no database can hold, and
   * at least one of them visible: people may have to recognize something by it.
   */
  public String text(String name, int max) {
    return required(name, optionalText(name, max), text(max));
  }

  private static String text(int max) {
    return storedText(max) + ", at least one of them visible";
  }

  private static String storedText(int max) {
    return "a string of 1 to " + max + " characters, without U+0000";
  }

  public @Nullable String optionalText(String name, int max) {
    var value = optionalText(name, max, text(max));
    if (value != null && !VisibleCharacters.anyIn(value)) {
      throw bad(name, text(max));
    }
    return value;
  }

  /** As {@link #optionalText}, but it may be invisible: old records may have that. */
  public @Nullable String optionalStoredText(String name, int max) {
    return optionalText(name, max, storedText(max));
  }

  private @Nullable String optionalText(String name, int max, String expected) {
    return switch (get(name)) {
      case null -> null;
      case Json.Str(var value) when isText(value, max) -> value;
      default -> throw bad(name, expected);
    };
  }

  private static boolean isText(String value, int max) {
    return !value.isEmpty() && value.length() <= max && value.indexOf('\0') < 0;
  }

  public long integer(String name) {
    return required(name, optionalInteger(name), "an integer");
  }

  public @Nullable Long optionalInteger(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Num(var value) when value == Math.rint(value) -> (long) value;
      case Json.Int beyond -> throw bad(name, "an integer within ±(2^53 - 1)");
      default -> throw bad(name, "an integer");
    };
  }

  public @Nullable Double optionalNumber(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Num(var value) -> value;
      case Json.Int beyond -> throw bad(name, "a number within ±(2^53 - 1)");
      default -> throw bad(name, "a number");
    };
  }

  public @Nullable Boolean optionalBoolean(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Bool bool -> bool.value();
      default -> throw bad(name, "true or false");
    };
  }

  /** A value of any type. */
  public @Nullable Json optionalValue(String name) {
    return get(name);
  }

  public Json.Obj rawObject(String name) {
    return required(name, optionalRawObject(name), "an object");
  }

  public Json.@Nullable Obj optionalRawObject(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Obj obj -> obj;
      default -> throw bad(name, "an object");
    };
  }

  public Members object(String name) {
    return new Members(rawObject(name), pointer + "/" + escape(name));
  }

  public @Nullable Members optionalObject(String name) {
    var value = optionalRawObject(name);
    return value == null ? null : new Members(value, pointer + "/" + escape(name));
  }

  /** An absent array reads as an empty one. */
  public List<String> strings(String name) {
    var values = new ArrayList<String>();
    for (var item : array(name)) {
      if (!(item instanceof Json.Str(var value))) {
        throw bad(name, "an array of strings");
      }
      values.add(value);
    }
    return values;
  }

  /** Strings as {@link #text} takes them; an absent array reads as an empty one. */
  public List<String> texts(String name, int max) {
    var values = strings(name);
    if (!values.stream().allMatch(it -> isText(it, max) && VisibleCharacters.anyIn(it))) {
      throw bad(
          name,
          "strings of 1 to " + max + " characters, without U+0000, at least one of them visible");
    }
    return values;
  }

  /** As {@link #texts}, but absent where the array is, and never empty. */
  public @Nullable List<String> optionalTexts(String name, int max) {
    if (get(name) == null) {
      return null;
    }
    var values = texts(name, max);
    if (values.isEmpty()) {
      throw bad(name, "at least one string, or nothing at all");
    }
    return values;
  }

  /** An absent array reads as an empty one. */
  public List<Members> objects(String name) {
    var values = new ArrayList<Members>();
    for (var item : array(name)) {
      if (!(item instanceof Json.Obj obj)) {
        throw bad(name, "an array of objects");
      }
      values.add(new Members(obj, pointer + "/" + escape(name) + "/" + values.size()));
    }
    return values;
  }

  private List<Json> array(String name) {
    return switch (get(name)) {
      case null -> List.of();
      case Json.Arr arr -> arr.items();
      default -> throw bad(name, "an array");
    };
  }

  /** A constant by its lower-case name, as our wire and our events write constants. */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    return required(name, optionalConstant(name, type), oneOf(type));
  }

  public <E extends Enum<E>> @Nullable E optionalConstant(String name, Class<E> type) {
    var value = get(name);
    if (value == null) {
      return null;
    }
    for (var constant : type.getEnumConstants()) {
      if (value.equals(Json.of(nameOf(constant)))) {
        return constant;
      }
    }
    throw bad(name, oneOf(type));
  }

  /** How the wire and the events write a constant: {@code ON_ANSWER} is {@code on_answer}. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String oneOf(Class<? extends Enum<?>> type) {
    return Stream.of(type.getEnumConstants())
        .map(Members::nameOf)
        .collect(Collectors.joining(" or "));
  }

  /** Refuses integers, anywhere in the object, that are not allowed. */
  public void check(Integers integers) {
    integers.check(object);
  }

  /** Refuses members that were not read. */
  public void end() {
    for (var name : object.members().keySet()) {
      if (!known.contains(name)) {
        throw JsonException.unknownMember(
            pointer + "/" + escape(name), known.stream().sorted().toList());
      }
    }
  }

  /** Makes the error for a member that is not what was expected. */
  public JsonException bad(String name, String expected) {
    return JsonException.invalid(pointer + "/" + escape(name), expected);
  }

  /** The member's value; null if it is absent or {@code null}, which mean the same here. */
  private @Nullable Json get(String name) {
    known.add(name);
    var value = object.get(name);
    return value == Json.Null.NULL ? null : value;
  }

  private <T> T required(String name, @Nullable T value, String expected) {
    if (value == null) {
      throw bad(name, expected + ", but it is missing");
    }
    return value;
  }
}
