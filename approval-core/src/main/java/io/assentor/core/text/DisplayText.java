// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import io.assentor.core.json.Json;
import io.assentor.core.json.Pointer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from outside, made so that people see what is there: control, bidirectional, zero-width and
 * other invisible characters are named, as {@code ⟦U+202E⟧}, and so is whatever could be taken for
 * such a name. Two texts that differ in what runs never look the same for a character nobody sees;
 * letters that look alike still do.
 */
public final class DisplayText {

  private static final char LINE_FEED_SHOWN = '⏎';
  private static final char TAB_SHOWN = '⇥';

  /** More blanks in a row would push what follows them out of sight. */
  private static final int MAX_BLANKS = 40;

  /** More marks on one letter cover their neighbours; no script needs them. */
  private static final int MAX_MARKS = 3;

  /** Invisible, though Unicode calls them letters, marks or symbols. */
  private static final String INVISIBLE =
      "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2800\\u3164\\uffa0"
          + "\\u17d2\\ufe00-\\ufe0f\\x{1107f}\\x{16fe4}\\x{1d159}\\x{1d173}-\\x{1d17a}"
          + "\\x{e0000}-\\x{e0fff}]";

  /** Control, format, private use, unassigned, separators but the blank, and what we write with. */
  private static final Pattern NAMED =
      Pattern.compile(
          "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Zs}&&[^ ]]|"
              + INVISIBLE
              + "|[⟦⟧"
              + LINE_FEED_SHOWN
              + TAB_SHOWN
              + "│]");

  private static final Pattern LONG_GAP = Pattern.compile(" {" + (MAX_BLANKS + 1) + ",}");
  private static final Pattern PILE = Pattern.compile("(?<=\\p{M}{" + MAX_MARKS + "})\\p{M}");
  private static final Pattern DECOMPOSED = Pattern.compile("[\\p{L}\\p{M}]\\p{M}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private DisplayText() {}

  /** On one line; a line feed is shown as {@code ⏎}, a tab as {@code ⇥}. */
  public static String line(String text) {
    return named(text, true);
  }

  /** On as many lines as it has. */
  public static String lines(String text) {
    return named(text, false);
  }

  /**
   * A call's arguments, a line each, nested by indentation. Strings stand in quotes; one of several
   * lines is a block whose every line begins with a bar, so that none can be taken for another
   * argument.
   *
   * @param first JSON pointers to what matters most: those members come first
   */
  public static List<String> arguments(Json.Obj arguments, List<String> first) {
    var order = first.stream().map(pointer -> Pointer.steps(pointer).getFirst()).toList();
    var lines = new ArrayList<String>();
    arguments.members().entrySet().stream()
        .sorted(Comparator.comparingInt(member -> rank(order, member.getKey())))
        .forEach(member -> member(member, lines));
    return lines;
  }

  private static int rank(List<String> order, String name) {
    int index = order.indexOf(name);
    return index < 0 ? order.size() : index;
  }

  private static void member(Map.Entry<String, Json> member, List<String> lines) {
    var name = member.getKey();
    boolean plain = PLAIN_NAME.matcher(name).matches();
    var shown = plain ? name : "\"" + line(name).replace("\"", "⟦U+0022⟧") + "\"";
    value(shown + ":", member.getValue(), lines);
  }

  private static void value(String before, Json value, List<String> lines) {
    switch (value) {
      case Json.Obj object when !object.members().isEmpty() -> {
        lines.add(before);
        var inner = new ArrayList<String>();
        object.members().entrySet().forEach(member -> member(member, inner));
        inner.forEach(line -> lines.add("  " + line));
      }
      case Json.Arr array when !array.items().isEmpty() -> {
        lines.add(before);
        var inner = new ArrayList<String>();
        array.items().forEach(item -> item(item, inner));
        inner.forEach(line -> lines.add("  " + line));
      }
      case Json.Str(var text) when text.contains("\n") -> {
        lines.add(before);
        lines(text).lines().forEach(line -> lines.add("  │ " + line));
        if (text.endsWith("\n")) {
          lines.add("  │ ");
        }
      }
      case Json.Str(var text) -> lines.add(before + " " + quoted(text));
      default -> lines.add(before + " " + value.canonicalString());
    }
  }

  /** What belongs to one item is indented under its dash. */
  private static void item(Json item, List<String> lines) {
    var inner = new ArrayList<String>();
    value("", item, inner);
    if (inner.getFirst().isEmpty()) {
      inner.removeFirst();
      inner.replaceAll(line -> line.substring(2));
    } else {
      inner.replaceAll(String::stripLeading);
    }
    lines.add("- " + inner.removeFirst());
    inner.forEach(line -> lines.add("  " + line));
  }

  private static String quoted(String text) {
    return "\"" + line(text) + "\"";
  }

  private static String named(String text, boolean oneLine) {
    var shown =
        NAMED
            .matcher(text)
            .replaceAll(
                match ->
                    switch (match.group()) {
                      case "\n" -> oneLine ? String.valueOf(LINE_FEED_SHOWN) : "\n";
                      case "\t" -> String.valueOf(TAB_SHOWN);
                      default -> name(match.group().codePointAt(0));
                    });
    var spaced = LONG_GAP.matcher(shown).replaceAll(gap -> "⟦" + gap.group().length() + " blanks⟧");
    var composed = DECOMPOSED.matcher(spaced).replaceAll(DisplayText::decomposed);
    return PILE.matcher(composed).replaceAll(mark -> name(mark.group().codePointAt(0)));
  }

  /** A letter and its mark that look like the one character they could be. */
  private static String decomposed(MatchResult letterAndMark) {
    var text = letterAndMark.group();
    if (Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      return Matcher.quoteReplacement(text);
    }
    int mark = text.codePointBefore(text.length());
    var letter = text.substring(0, text.length() - Character.charCount(mark));
    return Matcher.quoteReplacement(letter + name(mark));
  }

  private static String name(int codePoint) {
    return String.format(Locale.ROOT, "⟦U+%04X⟧", codePoint);
  }
}
