// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What looks like a secret: names of members, and parts of texts. Patterns are RE2, so no text
 * makes them slow.
 *
 * @param names of members whose values are secrets
 * @param texts that hold secrets
 * @param usual whether numbers of payment cards and what follows a flag are secrets too
 */
record SecretPatterns(List<Secret> names, List<Secret> texts, boolean usual) {

  /** What stands where something was left out. */
  static final String MARK = "[redacted]";

  private static final Secret SECRET_NAME =
      new Secret(
          "((passw(or)?d|credential|api_?key)s?|passw(or)?d_?hash|pwd|passphrase|secret|token"
              + "|access_?key(_?id)?|private_?key|secret_?key|signing_?key|authorization|cookie)$",
          "pass",
          "pwd",
          "secret",
          "token",
          "credential",
          "key",
          "authorization",
          "cookie");

  /** What a text calls a secret. */
  private static final String CALLED =
      "(?:passw(?:or)?d|pwd|passphrase|secret|token|credential|api[_-]?key"
          + "|access[_-]?key(?:[_-]?id)?|private[_-]?key)";

  private static final String[] CALLED_HINTS = {
    "pass",
    "pwd",
    "secret",
    "token",
    "credential",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "access-key",
    "accesskey",
    "private_key",
    "private-key",
    "privatekey"
  };

  /**
   * A value without quotes. It ends where a shell would begin something new, and is none if the
   * shell would replace it: what could run is never left out for what stands before it.
   */
  private static final String BARE = "([^\\s\"',;$()|&<>`]+)";

  /** If a pattern has groups, only what the group found is left out. */
  private static final List<Secret> SECRET_TEXTS =
      List.of(
          new Secret(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?:\\s|\\\\n)*[A-Za-z0-9+/=]{16,})*"
                  + "(?:(?:\\s|\\\\n)*[A-Za-z0-9+/=]{0,80}(?:\\s|\\\\n)*"
                  + "-----END [A-Z ]*PRIVATE KEY-----)?",
              "private key-----"),
          new Secret("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b", "akia", "asia"),
          new Secret(
              "\\b(?:gh[pousr]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}",
              "ghp_",
              "gho_",
              "ghu_",
              "ghs_",
              "ghr_",
              "github_pat_",
              "glpat-"),
          new Secret("\\bxox[abeoprs]-[A-Za-z0-9-]{10,}", "xox"),
          new Secret(
              "\\b(?:sk|rk|pk)[_-](?:(?:live|test|proj|ant)[_-])?[A-Za-z0-9_-]{16,}",
              "sk-",
              "sk_",
              "rk_",
              "rk-",
              "pk_",
              "pk-"),
          new Secret("\\bAIza[0-9A-Za-z_-]{35}", "aiza"),
          new Secret("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*", "eyj"),
          new Secret("(?i)\\b(?:bearer|basic)\\s+([A-Za-z0-9._~+/-]{12,}=*)", "bearer", "basic"),
          new Secret("://[^/\\s:@]*:([^/\\s$()`]+)@", "://"),
          new Secret(
              "(?i)"
                  + CALLED
                  + "(?:[_-][\\w-]{0,40})?\\\\?[\"']?[ \\t]*[:=][ \\t]*\\\\?"
                  + "(?:\"([^\"\\n$`]+)\"|'([^'\\n]+)'|"
                  + BARE
                  + ")",
              CALLED_HINTS),
          new Secret("(?i)(?:^|\\s)--?[\\w-]{0,40}" + CALLED + "[ \\t]+" + BARE, CALLED_HINTS),
          new Secret(
              "(?i)\\b(?:name|key)[\"']?:[ \\t]*[\"']?[\\w.-]{0,80}"
                  + CALLED
                  + "[\\w.-]{0,80}[\"']?,?\\s{1,80}[\"']?value[\"']?:[ \\t]*[\"']?"
                  + BARE,
              CALLED_HINTS));

  private static final Pattern FLAG = Pattern.compile("(?i)^--?[\\w-]{0,40}" + CALLED + "$");

  private static final int CARD_DIGITS = 14;

  /**
   * Prefixes and lengths of Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay.
   */
  private static final Pattern NETWORKS =
      Pattern.compile(
          "4[0-9]{15}(?:[0-9]{3})?|5[1-5][0-9]{14}"
              + "|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
              + "|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
              + "|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12,15}|62[0-9]{14,17}");

  private static final Pattern WORDS = Pattern.compile("([a-z0-9])([A-Z])");

  private static final Pattern DIGITS = Pattern.compile("[2-6](?:[ -]?[0-9]){13,}");

  static final SecretPatterns DEFAULTS =
      new SecretPatterns(List.of(SECRET_NAME), SECRET_TEXTS, true);

  static final SecretPatterns NONE = new SecretPatterns(List.of(), List.of(), false);

  /** These and those that a file names. */
  SecretPatterns and(Members members) {
    var more = new SecretPatterns(of(members, "names"), of(members, "values"), false);
    return and(more);
  }

  /** Both together. */
  SecretPatterns and(SecretPatterns other) {
    return new SecretPatterns(
        Stream.concat(names.stream(), other.names.stream()).distinct().toList(),
        Stream.concat(texts.stream(), other.texts.stream()).distinct().toList(),
        usual || other.usual);
  }

  private static List<Secret> of(Members members, String name) {
    var patterns = new ArrayList<Secret>();
    for (var text : members.strings(name)) {
      try {
        patterns.add(new Secret(text));
      } catch (PatternSyntaxException e) {
        throw members.bad(name, "RE2 patterns: " + e.getMessage());
      }
    }
    return patterns;
  }

  /** A text without the parts that look like secrets. */
  String text(String text) {
    var shown = text;
    var lower = text.toLowerCase(Locale.ROOT);
    for (var secret : texts) {
      if (secret.mayBeIn(lower)) {
        shown = without(secret.pattern, shown);
      }
    }
    return usual && digits(shown) >= CARD_DIGITS ? withoutCards(shown) : shown;
  }

  private static int digits(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        digits++;
      }
    }
    return digits;
  }

  private static String without(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    var shown = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      int group = found(matcher);
      if (matcher.start(group) < from || matcher.end(group) == matcher.start(group)) {
        continue;
      }
      shown.append(text, from, matcher.start(group)).append(MARK);
      from = matcher.end(group);
    }
    return from == 0 ? text : shown.append(text, from, text.length()).toString();
  }

  /** The group that found something; the whole match if there are no groups. */
  private static int found(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.start(group) >= 0) {
        return group;
      }
    }
    return 0;
  }

  private static String withoutCards(String text) {
    var matcher = DIGITS.matcher(text);
    var shown = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      boolean alone =
          !isJoinedBy("_-/.", text, matcher.start() - 1) && !isJoinedBy("_", text, matcher.end());
      if (alone && beginsWithACard(matcher.group())) {
        shown.append(text, from, matcher.start()).append(MARK);
        from = matcher.end();
      }
    }
    return from == 0 ? text : shown.append(text, from, text.length()).toString();
  }

  /** Digits inside of names, paths and versions are no cards. */
  private static boolean isJoinedBy(String characters, String text, int at) {
    if (at < 0 || at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return Character.isLetterOrDigit(c) || characters.indexOf(c) >= 0;
  }

  /** A card's number may be followed by when it ends, or by what is on its back. */
  private static boolean beginsWithACard(String run) {
    for (int end = CARD_DIGITS; end <= run.length(); end++) {
      boolean whole = end == run.length() || !Character.isDigit(run.charAt(end));
      if (whole && isCard(run.substring(0, end).replace(" ", "").replace("-", ""))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a network has such numbers and they pass the check of ISO/IEC 7812 (Luhn). */
  private static boolean isCard(String digits) {
    if (!NETWORKS.matcher(digits).matches()) {
      return false;
    }
    int sum = 0;
    boolean doubled = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = (digits.charAt(i) - '0') * (doubled ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }

  /** Whether the value of a member with this name is a secret. */
  boolean isSecret(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(secret -> secret.mayBeIn(lower))
        .anyMatch(
            secret ->
                secret.pattern.matcher(name).find() || secret.pattern.matcher(plain(name)).find());
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

  /** Whether the argument after this one is a secret: {@code --password}. */
  boolean isFlag(String argument) {
    return usual && FLAG.matcher(argument).find();
  }

  /**
   * Something that looks like a secret.
   *
   * @param hints in lower case; where none of them stands, the pattern need not be tried
   */
  record Secret(Pattern pattern, List<String> hints) {

    Secret(String pattern, String... hints) {
      this(Pattern.compile(pattern), List.of(hints));
    }

    boolean mayBeIn(String lower) {
      return hints.isEmpty() || hints.stream().anyMatch(lower::contains);
    }
  }
}
