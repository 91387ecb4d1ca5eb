// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import io.assentor.policies.SecretNames.Strength;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a text. At each character it checks, at a cost independent of the text's length,
 * whether a secret begins there; text of a found secret is not checked again. See {@link
 * LabeledValue} for what stands behind a name.
 */
final class SecretScan {

  private static final int MAX_CACHED = 2_000;
  private static final int MAX_TAG = 200;
  private static final int MAX_PAIR = 100;

  /** How many values without quotes may begin inside of one that came to nothing. */
  private static final int MAX_NESTED = 8;

  final SecretCatalog catalog;
  final CountedText text;
  private final Spans found = new Spans();
  private final TokenMatcher tokens;
  private final CommandFlags commands;
  private final Map<String, Strength> known = new HashMap<>();

  /** Before this nothing is looked for again. */
  private int done;

  /** Before this no names are looked for: they are parts of a value. */
  private int named;

  /** Up to here a member called value belongs to a name of a secret. */
  private int pairUntil = -1;

  /** Where the value without quotes ends that was read last, and how many began inside of it. */
  private int bareEnd;

  private int nested;

  /** Quotes on the line so far, odd inside of them. */
  private int singles;

  private int doubles;

  private int lineStart;

  /** Where the words login or machine of a .netrc stood last. */
  private int netrc = Integer.MIN_VALUE / 2;

  /** Whether it looks like SQL so far. */
  private boolean sql;

  SecretScan(SecretCatalog catalog, CountedText text) {
    this.catalog = catalog;
    this.text = text;
    this.tokens = new TokenMatcher(catalog, text);
    this.commands = new CommandFlags(this);
  }

  /**
   * Finds the secrets.
   *
   * @param all whether to go on after one that is not inert, because of which nothing will be shown
   */
  Spans spans(boolean all) {
    int length = text.length();
    boolean inWord = false;
    int wordStart = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean word = isWordCharacter(c);
      if (word && !inWord) {
        wordStart = i;
      }
      if (inWord && !word) {
        endOfWord(wordStart, i, c);
      }
      inWord = word;
      if (i >= done) {
        look(i, c);
      }
      countQuotes(i, c);
      if (!all && !found.areInert()) {
        return found; // the whole text is withheld; nothing more can change that
      }
    }
    return found;
  }

  private void countQuotes(int i, char c) {
    switch (c) {
      case '\n' -> {
        singles = 0;
        doubles = 0;
        lineStart = i + 1;
        commands.endOfLine(i);
      }
      case '"' -> doubles += isEscaped(i) ? 0 : 1;
      case '\'' -> singles += isEscaped(i) || isApostrophe(i) ? 0 : 1;
      case ';', '|', '&' -> commands.end(i);
      default -> {}
    }
  }

  private boolean isEscaped(int i) {
    return i > 0 && text.charAt(i - 1) == '\\';
  }

  private boolean isApostrophe(int i) {
    return i > 0
        && i + 1 < text.length()
        && Character.isLetter(text.charAt(i - 1))
        && Character.isLetter(text.charAt(i + 1))
        && text.charAt(i + 1) != 'N';
  }

  /** Whether a quote at this place ends what another one began on this line. */
  boolean closes(int at) {
    char quote = text.charAt(at);
    return (quote == '"' && doubles % 2 == 1) || (quote == '\'' && singles % 2 == 1);
  }

  int lineStart() {
    return lineStart;
  }

  boolean looksLikeSql() {
    return sql;
  }

  private void look(int i, char c) {
    switch (c) {
      case '=' -> separator(i, "=");
      case ':' -> {
        if (startsWith(i, "://")) {
          UserInfo.look(this, i + 3);
        } else if (!startsWith(i, "::")) {
          separator(i, ":");
        }
      }
      case '(' -> separator(i, "(");
      case '<' -> tag(i);
      case '-' -> {
        if (startsWith(i, "-----BEGIN ")) {
          PemKey.look(this, i);
        }
        commands.flag(i);
      }
      default -> {
        if (Inertness.isDigit(c) && (i == 0 || !Inertness.isDigit(text.charAt(i - 1)))) {
          inert(i, Cards.end(text, i));
        }
      }
    }
    if (i >= done) {
      int end = tokens.end(i, c);
      if (end > 0) {
        inert(tokens.start(), end);
      }
    }
  }

  boolean startsWith(int at, String start) {
    if (text.length() - at < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (text.charAt(at + i) != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  void inert(int start, int end) {
    add(start, end, true);
  }

  /** A secret of which nothing proves that it is only that: the whole text is withheld. */
  void suspect(int start, int end) {
    add(start, end, false);
  }

  private void add(int start, int end, boolean inert) {
    if (end > start && start >= 0) {
      found.add(start, end, inert);
      done = Math.max(done, end);
    }
  }

  /**
   * Reads a value without quotes. A name inside of it may have a value that ends where it does, so
   * in a text made of such names every character would be read once for each of them: after a few
   * the text is withheld instead.
   *
   * @return nothing if it was withheld
   */
  @Nullable Literal bare(int at) {
    if (at >= bareEnd) {
      nested = 0;
    } else if (++nested > MAX_NESTED) {
      suspect(at, bareEnd);
      return null;
    }
    var literal = Literal.bare(text, at);
    bareEnd = literal.end();
    return literal;
  }

  /** What ends here is shown, but the names in it name nothing. */
  void namesUpTo(int end) {
    named = Math.max(named, end);
  }

  String part(int start, int end) {
    return text.subSequence(start, end);
  }

  static boolean isWordCharacter(char c) {
    return Inertness.isLetter(c)
        || Inertness.isDigit(c)
        || c == '_'
        || c == '-'
        || c == '.'
        || (c > 0xff && Character.isLetter(c));
  }

  Strength strength(String name) {
    if (known.size() > MAX_CACHED) {
      known.clear();
    }
    return known.computeIfAbsent(name, catalog.names()::strength);
  }

  /** What is between a name and this separator: blanks, quotes, brackets. */
  private void separator(int at, String sign) {
    var separator = sign;
    int after = at + 1;
    if (sign.equals("=") && at > 0 && "=!<>~".indexOf(text.charAt(at - 1)) >= 0) {
      return; // looked at before, or a comparison
    }
    if (at < named) {
      return;
    }
    if (sign.equals(":") && startsWith(after, "=")) {
      separator = ":=";
      after++;
    } else if (sign.equals("=") && startsWith(after, ">")) {
      separator = "=>";
      after++;
    } else if (sign.equals("=") && startsWith(after, "=")) {
      separator = "==";
      after += startsWith(after, "==") ? 2 : 1;
    }
    var name = nameBefore(at);
    if (name != null) {
      label(name, separator, after);
    }
  }

  /** A name in a text, and where it stands. */
  record Name(String text, int start, int end) {}

  private @Nullable Name nameBefore(int at) {
    int end = at;
    int skipped = 0;
    while (end > 0 && skipped++ < 8 && " \t\"'\\]?`".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    int start = end;
    while (start > 0
        && end - start < SecretNames.MAX_LENGTH
        && isWordCharacter(text.charAt(start - 1))) {
      start--;
    }
    return start == end ? null : new Name(part(start, end), start, end);
  }

  private void label(Name name, String separator, int after) {
    var strength = strength(name.text);
    var lower = name.text.toLowerCase(Locale.ROOT);
    if (strength == Strength.NONE && after - 1 <= pairUntil && lower.endsWith("value")) {
      strength = Strength.STRONG;
    }
    if (strength == Strength.NONE) {
      if (lower.endsWith("name") || lower.endsWith("key")) {
        pair(after);
      }
      return;
    }
    if (lower.endsWith("authorization") && HeaderValue.authorization(this, after)) {
      return;
    }
    if (lower.endsWith("cookie") && HeaderValue.cookie(this, after)) {
      return;
    }
    new LabeledValue(this, name, strength, separator).look(after);
  }

  /** {@code name: DB_PASSWORD, value: …}: the value is the secret. */
  private void pair(int after) {
    int at = Literal.blanks(text, after);
    var value = Literal.quoted(text, at);
    if (value == null) {
      value = Literal.bare(text, at, SecretNames.MAX_LENGTH + 1);
    }
    boolean named =
        value.end() - value.start() <= SecretNames.MAX_LENGTH
            && strength(part(value.start(), value.end())) == Strength.STRONG;
    pairUntil = named ? value.end() + MAX_PAIR : -1;
  }

  /** {@code <password>…}, with or without attributes. */
  private void tag(int at) {
    int end = at + 1;
    while (end < text.length()
        && end - at <= SecretNames.MAX_LENGTH
        && (isWordCharacter(text.charAt(end)) || text.charAt(end) == ':')) {
      end++;
    }
    if (end == at + 1) {
      return;
    }
    var name = part(at + 1, end);
    boolean named = strength(name.substring(name.indexOf(':') + 1)) == Strength.STRONG;
    if (!named && !(pairUntil >= at)) {
      if (name.endsWith("property") || name.endsWith("entry") || name.endsWith("string")) {
        property(end);
      }
      return;
    }
    element(end, named || name.endsWith("value"));
  }

  /** {@code <property name="password">…</property>}. */
  private void property(int at) {
    int close = closeOfTag(at);
    if (close < 0) {
      return;
    }
    for (var attribute : new String[] {"name=\"", "key=\""}) {
      int from = part(at, close).indexOf(attribute);
      if (from >= 0) {
        var value = Literal.quoted(text, at + from + attribute.length() - 1);
        if (value != null && strength(part(value.start(), value.end())) == Strength.STRONG) {
          element(at, true);
        }
      }
    }
  }

  private int closeOfTag(int at) {
    int close = at;
    while (close < text.length() && close - at < MAX_TAG && ">\n".indexOf(text.charAt(close)) < 0) {
      close++;
    }
    return close < text.length() && text.charAt(close) == '>' && text.charAt(close - 1) != '/'
        ? close
        : -1;
  }

  private void element(int at, boolean named) {
    int close = closeOfTag(at);
    var value = close < 0 || !named ? null : Literal.element(text, close + 1);
    if (value != null) {
      var content = part(value.start(), value.end());
      if (!content.isBlank()
          && !catalog.isReference(content.strip())
          && !catalog.isProse(content)) {
        boolean inert = Inertness.isMixed(content) && Inertness.isToken(content);
        add(value.start(), value.end(), inert && startsWith(value.end(), "</"));
      }
    }
  }

  private void endOfWord(int start, int end, char next) {
    if (end - start > SecretNames.MAX_LENGTH || end < done) {
      return;
    }
    if (next == '\n' || next == ' ' || next == '\t') {
      var word = part(start, end);
      commands.word(word, end);
      keyword(word, end);
      if (next != '\n') {
        spaced(new Name(word, start, end), word, end);
      }
    }
  }

  private void keyword(String word, int end) {
    switch (word.toLowerCase(Locale.ROOT)) {
      case "login", "machine" -> netrc = end;
      case "select", "where", "update", "delete", "insert", "having", "values" -> sql = true;
      case "bearer", "basic" -> HeaderValue.scheme(this, word, Literal.blanks(text, end), false);
      default -> {}
    }
  }

  private void spaced(Name name, String word, int end) {
    int at = Literal.blanks(text, end);
    if (at >= text.length() || at < done) {
      return;
    }
    var lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("by") || lower.equals("password")) {
      var before = nameBefore(name.start);
      if (before != null && isIdentified(before.text, lower)) {
        new LabeledValue(this, name, Strength.STRONG, "by").look(end);
        return;
      }
    }
    if (strength(word) != Strength.STRONG) {
      return;
    }
    if (word.charAt(0) == '-') {
      new LabeledValue(this, name, Strength.STRONG, "flag").look(end);
    } else if (name.start - netrc < 300 && catalog.names().isSpaced(word)) {
      new LabeledValue(this, name, Strength.STRONG, "by").look(end);
    } else if (catalog.names().isSpaced(word)) {
      new LabeledValue(this, name, Strength.STRONG, " ").look(end);
    }
  }

  /** IDENTIFIED BY, IDENTIFIED WITH plugin BY, IDENTIFIED BY PASSWORD. */
  private static boolean isIdentified(String before, String word) {
    var lower = before.toLowerCase(Locale.ROOT);
    return word.equals("by")
        ? lower.equals("identified") || lower.endsWith("_password") || lower.endsWith("_auth")
        : lower.equals("by");
  }
}
