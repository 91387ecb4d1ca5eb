// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.assentor.core.json.Members;
import io.assentor.core.text.CountedText;
import io.assentor.core.text.Steps;
import io.assentor.policies.SecretNames.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Patterns of secrets: names of members, and parts of texts. The shipped patterns are matched in
 * one pass ({@link SecretScan}); a policy's additions are RE2 patterns, so no text makes them slow.
 *
 * @param names of members whose values are secrets, besides those that are shipped
 * @param texts that hold secrets, besides those that are shipped
 * @param shipped whether what is shipped counts
 */
record SecretPatterns(List<Pattern> names, List<Pattern> texts, boolean shipped) {

  /** The text in place of a secret. */
  static final String MARK = "[redacted]";

  /** The text in place of a withheld value. */
  static final String WITHHELD = "[withheld]";

  private static final Pattern WORDS = Pattern.compile("([a-z0-9])([A-Z])");

  private static final String INERT_SIGNS = " _.:+@=~,-";

  static final SecretPatterns DEFAULTS = new SecretPatterns(List.of(), List.of(), true);

  static final SecretPatterns NONE = new SecretPatterns(List.of(), List.of(), false);

  /** These and those that a file names. */
  SecretPatterns and(Members members) {
    return and(new SecretPatterns(of(members, "names"), of(members, "values"), false));
  }

  /** Both together. */
  SecretPatterns and(SecretPatterns other) {
    return new SecretPatterns(
        Stream.concat(names.stream(), other.names.stream()).distinct().toList(),
        Stream.concat(texts.stream(), other.texts.stream()).distinct().toList(),
        shipped || other.shipped);
  }

  private static List<Pattern> of(Members members, String name) {
    var patterns = new ArrayList<Pattern>();
    for (var text : members.strings(name)) {
      try {
        patterns.add(Pattern.compile(text));
      } catch (PatternSyntaxException e) {
        throw members.bad(name, "RE2 patterns: " + e.getMessage());
      }
    }
    return patterns;
  }

  /** What may be shown of a text that may be executed. */
  String text(String text) {
    return text(text, Steps.unlimited());
  }

  /** What may be shown of a text that may be executed: its secrets left out, or nothing of it. */
  String text(String text, Steps steps) {
    var spans = spans(text, steps, false);
    if (spans.isEmpty()) {
      return text;
    }
    return spans.areInert() ? spans.without(text) : WITHHELD;
  }

  /** Returns what may be shown of words that are not executed. */
  String words(String text, Steps steps) {
    var spans = spans(text, steps, true);
    return spans.isEmpty() ? text : spans.without(text);
  }

  private Spans spans(String text, Steps steps, boolean all) {
    var stepped = new CountedText(text, steps);
    var spans = shipped ? new SecretScan(SecretCatalog.SHIPPED, stepped).spans(all) : new Spans();
    for (var pattern : texts) {
      find(pattern, stepped, spans);
    }
    return spans;
  }

  private static void find(Pattern pattern, CountedText text, Spans spans) {
    var matcher = pattern.matcher(text);
    while (matcher.find()) {
      int group = 0;
      for (int i = matcher.groupCount(); i > 0; i--) {
        group = matcher.start(i) >= 0 ? i : group;
      }
      int start = matcher.start(group);
      int end = matcher.end(group);
      spans.add(start, end, isInert(text.subSequence(start, end)));
    }
  }

  /** A policy's own pattern may be wide; what could do more than be a value is not left out. */
  private static boolean isInert(String found) {
    return !found.contains("--")
        && found.chars().allMatch(c -> Character.isLetterOrDigit(c) || INERT_SIGNS.indexOf(c) >= 0);
  }

  /** Whether the value of a member with this name is a secret. */
  boolean isSecret(String name) {
    return (shipped && SecretCatalog.SHIPPED.names().strength(name) == Strength.STRONG)
        || names.stream().anyMatch(it -> it.matcher(name).find() || it.matcher(plain(name)).find());
  }

  /** dbPassword and DB-PASSWORD are both db_password. */
  private static String plain(String name) {
    return WORDS
        .matcher(name)
        .replaceAll("$1_$2")
        .replace('-', '_')
        .replace('.', '_')
        .toLowerCase(Locale.ROOT);
  }

  /**
   * What is shown of a text that is a secret by the name of its member.
   *
   * @return the text itself if it only says where the secret comes from
   */
  static String named(String text) {
    if (text.isBlank() || isSource(text)) {
      return text;
    }
    return Inertness.isToken(text) ? MARK : WITHHELD;
  }

  /** ${DB_PASSWORD}, $(cat /run/secret), {{ vault_password }}. */
  private static boolean isSource(String text) {
    return text.startsWith("$(")
        || text.startsWith("${")
        || text.startsWith("{{")
        || text.startsWith("`")
        || text.startsWith("<%");
  }

  /** Whether the argument after this one is a secret: {@code --password}. */
  boolean isFlag(String argument) {
    return shipped
        && argument.startsWith("-")
        && argument.length() <= SecretNames.MAX_LENGTH
        && argument.chars().allMatch(c -> SecretScan.isWordCharacter((char) c))
        && SecretCatalog.SHIPPED.names().strength(argument) == Strength.STRONG;
  }

  /** Whether a command has flags that take secrets. */
  boolean isProgram(String argument) {
    return shipped
        && SecretCatalog.SHIPPED
            .programs()
            .containsKey(argument.substring(argument.lastIndexOf('/') + 1));
  }
}
