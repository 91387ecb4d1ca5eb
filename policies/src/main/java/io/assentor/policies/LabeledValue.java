// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import io.assentor.policies.SecretNames.Strength;
import java.util.Locale;

/**
 * The value after the name of a secret. An inert constant is left out, a reference to a secret is
 * shown, and if it may be either, the whole text is withheld.
 */
final class LabeledValue {

  private static final int LONG = 12;

  private final SecretScan scan;
  private final CountedText text;
  private final SecretScan.Name name;
  private final Strength strength;
  private final String separator;

  /**
   * @param separator the sign between name and value; {@code flag}: a flag and a blank, {@code by}:
   *     a keyword and a blank that a value must follow, a blank: one that a quoted value may follow
   */
  LabeledValue(SecretScan scan, SecretScan.Name name, Strength strength, String separator) {
    this.scan = scan;
    this.text = scan.text;
    this.name = name;
    this.strength = strength;
    this.separator = separator;
  }

  /** Reads the value after the separator. */
  void look(int after) {
    int at = Literal.blanks(text, after);
    if (at >= text.length() || at < after) {
      return;
    }
    char c = text.charAt(at);
    if (separator.equals("(") && scan.catalog.names().isReader(name.text())) {
      return;
    }
    if (c == '(' && separator.equals("=")) {
      return;
    }
    if ((c == '"' || c == '\'') && scan.closes(at)) {
      return; // "password=" + x
    }
    if (separator.equals(":") && (c == '|' || c == '>')) {
      var block = Literal.block(text, at, indent());
      if (block != null) {
        quoted(block);
      }
      return;
    }
    var literal = Literal.quoted(text, tagged(at));
    if (literal != null && (!separator.equals("flag") || c != '$')) {
      quoted(literal);
    } else if (!separator.equals("(") && !separator.equals(" ")) {
      bare(at, at > after);
    }
  }

  /** Behind a tag of YAML: !!str "x". */
  private int tagged(int at) {
    return scan.startsWith(at, "!!str ") ? Literal.blanks(text, at + 6) : at;
  }

  private int indent() {
    return Literal.blanks(text, scan.lineStart()) - scan.lineStart();
  }

  private void quoted(Literal literal) {
    var value = scan.part(literal.start(), literal.end());
    if (value.isBlank() || scan.catalog.isReference(value) || scan.catalog.isProse(value)) {
      return;
    }
    if (isNoSecretOfAPass(value)) {
      return;
    }
    if (strength == Strength.WEAK) {
      if (Inertness.isRandom(value)) {
        scan.inert(literal.start(), literal.end());
      }
    } else if (literal.whole() && Inertness.isToken(value)) {
      scan.inert(literal.start(), literal.end());
    } else {
      scan.suspect(literal.start(), literal.end());
    }
  }

  /** pass: 12, fail: 3. */
  private boolean isNoSecretOfAPass(String value) {
    return name.text().toLowerCase(Locale.ROOT).endsWith("pass")
        && value.chars().allMatch(Character::isDigit);
  }

  private void bare(int at, boolean blank) {
    var literal = scan.bare(at);
    if (literal == null) {
      return;
    }
    var value = scan.part(literal.start(), literal.end());
    while (value.endsWith(".") || value.endsWith(":")) {
      value = value.substring(0, value.length() - 1); // of a sentence
    }
    int end = at + value.length();
    char next = literal.end() < text.length() ? text.charAt(literal.end()) : '\n';
    if (value.isEmpty()
        || next == '('
        || next == '['
        || isNoSecretOfAPass(value)
        || scan.catalog.isReference(value)
        || scan.catalog.namesASecret(value)) {
      scan.namesUpTo(end);
      return;
    }
    if (strength == Strength.WEAK) {
      if (Inertness.isRandom(value)) {
        scan.inert(at, end);
      }
      return;
    }
    if (separator.equals("==") || separator.equals("=>") || separator.equals(":=")) {
      return;
    }
    if (goesOn(literal.end(), next)) {
      scan.suspect(at, literal.end());
    } else if (separator.equals("flag")) {
      flag(value, at, end);
    } else if (separator.equals("=") && blank) {
      assigned(value, at, end, next);
    } else if (separator.equals("=")) {
      given(value, at, end, next);
    } else if (separator.equals(":")) {
      said(value, at, end);
    } else {
      tokenOrSuspect(value, at, end);
    }
  }

  /** Whether the word does not end here, although what was read of it does: pa$word, pa'ss'. */
  private boolean goesOn(int end, char next) {
    if (end + 1 >= text.length()) {
      return false;
    }
    char then = text.charAt(end + 1);
    return switch (next) {
      case '$' -> then != '(' && then != '{' && then != '\'' && then != '"';
      case '"', '\'' -> !scan.closes(end) && (Inertness.isLetter(then) || Inertness.isDigit(then));
      case '\\' -> "ntr\"'\\\n\r".indexOf(then) < 0;
      case '{', '}' -> Inertness.isLetter(then) || Inertness.isDigit(then);
      default -> false;
    };
  }

  private void tokenOrSuspect(String value, int at, int end) {
    if (Inertness.isToken(value)) {
      scan.inert(at, end);
    } else {
      scan.suspect(at, end);
    }
  }

  private static boolean isPlainWord(String value) {
    return value.chars().noneMatch(c -> Inertness.isDigit((char) c)) && Inertness.isWord(value);
  }

  /** {@code --password x}. A plain word may be an argument of its own. */
  private void flag(String value, int at, int end) {
    if (value.charAt(0) == '-') {
      return;
    }
    if (isPlainWord(value)) {
      scan.suspect(at, end);
    } else {
      tokenOrSuspect(value, at, end);
    }
  }

  /** {@code password = x}: a line of a settings file, or an assignment of a program. */
  private void assigned(String value, int at, int end, char next) {
    int rest = Literal.blanks(text, end);
    boolean whole = rest >= text.length() || "\r\n#".indexOf(text.charAt(rest)) >= 0;
    if (isPlainWord(value)
        || (value.chars().allMatch(c -> Inertness.isDigit((char) c)) && !whole)) {
      return;
    }
    boolean random = value.length() >= LONG && Inertness.isMixed(value);
    boolean line = Literal.blanks(text, scan.lineStart()) == name.start();
    if (Inertness.isToken(value)) {
      if (whole || random || (next == ';' && Inertness.isMixed(value) && line)) {
        scan.inert(at, end);
      }
    } else if (whole && line && !Inertness.isWord(value.replace(".", ""))) {
      scan.suspect(at, end);
    }
  }

  /** {@code password=x}, as shells, URLs and connection strings have it. */
  private void given(String value, int at, int end, char next) {
    if (!isPlainWord(value)) {
      tokenOrSuspect(value, at, end);
      return;
    }
    var label = name.text();
    char before = name.start() > 0 ? text.charAt(name.start() - 1) : '\n';
    boolean variable = label.length() > 2 && label.equals(label.toUpperCase(Locale.ROOT));
    boolean parameter = "?&;".indexOf(before) >= 0 || next == '&' || label.startsWith("--");
    boolean line = before == '\n' && "\r\n".indexOf(next) >= 0;
    if (variable || parameter || line) {
      scan.inert(at, end);
    } else if (!scan.looksLikeSql() && next != ')' && next != ',') {
      scan.suspect(at, end);
    }
  }

  /** {@code password: x}, as YAML, headers and logs have it. */
  private void said(String value, int at, int end) {
    int rest = Literal.blanks(text, end);
    char next = rest < text.length() ? text.charAt(rest) : '\n';
    if (!isPlainWord(value)) {
      if (Inertness.isToken(value)) {
        scan.inert(at, end);
      } else if (!value
          .chars()
          .allMatch(c -> "._-".indexOf(c) >= 0 || Inertness.isLetter((char) c))) {
        scan.suspect(at, end);
      } else {
        wordsOrSuspect(at, end);
      }
    } else if ("\r\n#\"'\\".indexOf(next) >= 0) {
      scan.inert(at, end);
    } else if (Inertness.isLetter(next)) {
      wordsOrSuspect(at, end);
    }
  }

  /** Several words after a name that begins its line: a passphrase, if they make no sentence. */
  private void wordsOrSuspect(int at, int end) {
    int lineEnd = Literal.endOfLine(text, end);
    var line = scan.part(at, lineEnd);
    int first = Literal.blanks(text, scan.lineStart());
    boolean begins =
        first == name.start() || (first + 2 == name.start() && text.charAt(first) == '-');
    if (begins
        && !scan.catalog.isProse(line)
        && line.chars().noneMatch(c -> "=;{}()".indexOf(c) >= 0)) {
      scan.suspect(at, lineEnd);
    }
  }
}
