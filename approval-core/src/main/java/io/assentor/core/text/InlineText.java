// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.Json;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Untrusted text that shares a line with other text: a row, a subject, a log line. Its end is
 * unambiguous, so that no value can look like another field. Everything is {@link DisplayText} too,
 * and linear in its length.
 */
public final class InlineText {

  /** No quote, blank, comma, bracket or equals sign: nothing that ends a field. */
  private static final Pattern WORD =
      Pattern.compile("[\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lo}\\p{Mn}\\p{Nd}_.@:/+-]{1,100}");

  /** Letters that a reader's eye reorders, with the digits and signs beside them. */
  private static final Pattern RIGHT_TO_LEFT =
      Pattern.compile(
          "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\x{10800}-\\x{10fff}\\x{1e800}-\\x{1efff}]");

  /** Characters that look like half of a double quote: two of them side by side look like one. */
  private static final String SINGLE =
      "['`\\u00b4\\u02b9\\u02bb-\\u02bd\\u02bf\\u02c8\\u02ca\\u02cb\\u2018-\\u201b\\u2032\\u2035\\uff07\\uff40]";

  /** The backslash, the double quote, and characters that look like one. */
  private static final Pattern ESCAPED =
      Pattern.compile(
          "[\\\\\"\\u02ba\\u02dd\\u02ee\\u02f5\\u02f6\\u05f2\\u05f4\\u201c-\\u201f\\u2033\\u2034"
              + "\\u2036\\u2037\\u2057\\u275d\\u275e\\u2760\\u3003\\u301d-\\u301f\\uff02"
              + "\\x{1f676}-\\x{1f678}]|(?<=SINGLE)SINGLE|SINGLE(?=SINGLE)"
                  .replace("SINGLE", SINGLE));

  private static final String ISOLATE = "\u2068";
  private static final String END_OF_ISOLATE = "\u2069";

  private InlineText() {}

  /**
   * Returns the text in double quotes. A backslash stands before every double quote in it, before
   * what looks like one and before every backslash.
   */
  public static String quoted(String text) {
    var quoted = '"' + ESCAPED.matcher(DisplayText.line(text)).replaceAll("\\\\$0") + '"';
    return RIGHT_TO_LEFT.matcher(quoted).find() ? ISOLATE + quoted + END_OF_ISOLATE : quoted;
  }

  /** Returns the text as it is if it is one plain word, such as most names are; else quoted. */
  public static String word(String text) {
    boolean plain =
        WORD.matcher(text).matches()
            && !RIGHT_TO_LEFT.matcher(text).find()
            && DisplayText.line(text).equals(text);
    return plain ? text : quoted(text);
  }

  /** Returns names, each one a {@link #word}, with commas between. */
  public static String list(Collection<String> names) {
    return names.stream().map(InlineText::word).collect(Collectors.joining(", "));
  }

  /** Returns a value on one line, with its structure: {@code {name: "x", ports: [80, 443]}}. */
  public static String of(Json value) {
    var line = new StringBuilder();
    append(value, line);
    return line.toString();
  }

  /** Returns a member as {@code name: value}. */
  public static String member(Map.Entry<String, Json> member) {
    var line = new StringBuilder();
    append(member, line);
    return line.toString();
  }

  private static void append(Json value, StringBuilder line) {
    switch (value) {
      case Json.Obj(var members) -> {
        line.append('{');
        join(members.entrySet(), member -> append(member, line), line);
        line.append('}');
      }
      case Json.Arr(var items) -> {
        line.append('[');
        join(items, item -> append(item, line), line);
        line.append(']');
      }
      case Json.Str(var text) -> line.append(quoted(text));
      case Json.Num number -> line.append(number.canonicalString());
      case Json.Int integer -> line.append(integer.canonicalString());
      case Json.Bool bool -> line.append(bool.canonicalString());
      case Json.Null none -> line.append(none.canonicalString());
    }
  }

  private static void append(Map.Entry<String, Json> member, StringBuilder line) {
    var name = member.getKey();
    line.append(name.indexOf(':') < 0 ? word(name) : quoted(name)).append(": ");
    append(member.getValue(), line);
  }

  private static <T> void join(Collection<T> parts, Consumer<T> append, StringBuilder line) {
    var between = "";
    for (var part : parts) {
      line.append(between);
      append.accept(part);
      between = ", ";
    }
  }
}
