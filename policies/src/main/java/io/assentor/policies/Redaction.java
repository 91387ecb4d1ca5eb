// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.assentor.core.CallContent.Shown;
import io.assentor.core.CallContext;
import io.assentor.core.NewRequest;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people are not shown: values at JSON pointers, values of members with certain names, and
 * parts of text that look like secrets. Patterns are RE2, so no text makes them slow.
 */
final class Redaction {

  /** What stands where something was left out. */
  static final String MARK = "[redacted]";

  private static final List<Secret> SECRET_NAMES =
      List.of(
          new Secret(
              "(^|_)(passw(or)?d|pwd|passphrase|secret|token|credentials?|api_?key|access_?key"
                  + "|private_?key|secret_?key|signing_?key|authorization|cookie)$",
              "pass",
              "pwd",
              "secret",
              "token",
              "credential",
              "key",
              "authorization",
              "cookie"));

  /** If a pattern has a group, only what the group found is left out. */
  private static final List<Secret> SECRET_TEXTS =
      List.of(
          new Secret(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
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
          new Secret("://[^/\\s:@]*:([^/\\s@]+)@", "://"),
          new Secret(
              "(?i)(?:passw(?:or)?d|pwd|passphrase|secret|token|credential|api_?key|access_?key"
                  + "|private_?key)[\\w.-]{0,40}[\"']?\\s*[:=]\\s*[\"']?([^\\s\"',;]+)",
              "pass",
              "pwd",
              "secret",
              "token",
              "credential",
              "api_key",
              "apikey",
              "access_key",
              "accesskey",
              "private_key",
              "privatekey"));

  private static final int CARD_DIGITS = 13;

  private static final Pattern WORDS = Pattern.compile("([a-z0-9])([A-Z])");

  private static final Pattern DIGITS = Pattern.compile("\\b[0-9](?:[ -]?[0-9]){12,18}\\b");

  private final List<Secret> names;
  private final List<Secret> texts;
  private final List<List<String>> pointers;
  private final List<List<String>> never;
  private final boolean cards;

  private Redaction(
      List<Secret> names,
      List<Secret> texts,
      List<List<String>> pointers,
      List<List<String>> never,
      boolean cards) {
    this.names = names;
    this.texts = texts;
    this.pointers = pointers;
    this.never = never;
    this.cards = cards;
  }

  /** The defaults, or what a file adds to them or has instead of them. */
  static Redaction of(@Nullable Members members) {
    if (members == null) {
      return new Redaction(SECRET_NAMES, SECRET_TEXTS, List.of(), List.of(), true);
    }
    boolean defaults =
        Objects.requireNonNullElse(members.optionalBoolean("defaults"), Boolean.TRUE);
    var names = new ArrayList<>(defaults ? SECRET_NAMES : List.<Secret>of());
    var texts = new ArrayList<>(defaults ? SECRET_TEXTS : List.<Secret>of());
    names.addAll(patterns(members, "names"));
    texts.addAll(patterns(members, "values"));
    var pointers = pointers(members, "pointers");
    var never = pointers(members, "neverRedact");
    members.end();
    return new Redaction(names, texts, pointers, never, defaults);
  }

  /** Both together. */
  Redaction and(Redaction other) {
    return new Redaction(
        union(names, other.names),
        union(texts, other.texts),
        union(pointers, other.pointers),
        union(never, other.never),
        cards || other.cards);
  }

  private static <T> List<T> union(List<T> one, List<T> two) {
    return Stream.concat(one.stream(), two.stream()).distinct().toList();
  }

  private static List<Secret> patterns(Members members, String name) {
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

  /** JSON pointers (RFC 6901) in which {@code *} stands for any one step. */
  static List<List<String>> pointers(Members members, String name) {
    var pointers = new ArrayList<List<String>>();
    for (var text : members.strings(name)) {
      if (!text.startsWith("/")) {
        throw members.bad(name, "JSON pointers into the arguments, such as /spec/replicas");
      }
      pointers.add(
          Stream.of(text.substring(1).split("/", -1))
              .map(step -> step.replace("~1", "/").replace("~0", "~"))
              .toList());
    }
    return pointers;
  }

  /**
   * What may be shown of a request.
   *
   * @param more pointers to leave out besides
   * @param never pointers at which nothing is left out for its name or for what it looks like; what
   *     a pointer leaves out stays out, so that no rule discloses what another hides
   * @return absent if all of it may be shown
   */
  @Nullable Shown shown(NewRequest request, List<List<String>> more, List<List<String>> never) {
    var all = union(pointers, more);
    var arguments =
        (Json.Obj)
            new Walk(all, union(this.never, never))
                .value(request.call().arguments(), new ArrayList<>(), false);
    var context = request.context();
    var justification = context.justification();
    var shown =
        new CallContext(
            justification == null ? null : text(justification),
            context.riskScore(),
            context.riskSignals().stream().map(this::text).toList(),
            context.traceparent());
    return arguments.equals(request.call().arguments()) && shown.equals(context)
        ? null
        : new Shown(arguments, shown);
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
    return cards && digits(shown) >= CARD_DIGITS ? withoutCards(shown) : shown;
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
      int group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
      if (matcher.start(group) < from || matcher.end(group) == matcher.start(group)) {
        continue;
      }
      shown.append(text, from, matcher.start(group)).append(MARK);
      from = matcher.end(group);
    }
    return from == 0 ? text : shown.append(text, from, text.length()).toString();
  }

  private static String withoutCards(String text) {
    var matcher = DIGITS.matcher(text);
    var shown = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      if (isCard(matcher.group())) {
        shown.append(text, from, matcher.start()).append(MARK);
        from = matcher.end();
      }
    }
    return from == 0 ? text : shown.append(text, from, text.length()).toString();
  }

  /** Whether the digits pass the check of ISO/IEC 7812 (Luhn). */
  private static boolean isCard(String digits) {
    int sum = 0;
    boolean doubled = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        continue;
      }
      int digit = (c - '0') * (doubled ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }

  private boolean isSecret(String name) {
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

  /**
   * Something that looks like a secret.
   *
   * @param hints in lower case; where none of them stands, the pattern need not be tried
   */
  private record Secret(Pattern pattern, List<String> hints) {

    Secret(String pattern, String... hints) {
      this(Pattern.compile(pattern), List.of(hints));
    }

    boolean mayBeIn(String lower) {
      return hints.isEmpty() || hints.stream().anyMatch(lower::contains);
    }
  }

  /** One walk through the arguments. */
  private final class Walk {
    private final List<List<String>> pointers;
    private final List<List<String>> never;

    Walk(List<List<String>> pointers, List<List<String>> never) {
      this.pointers = pointers;
      this.never = never;
    }

    private Json value(Json value, List<String> at, boolean secret) {
      boolean hidden = secret || pointers.stream().anyMatch(it -> matches(it, at));
      if (!hidden && never.stream().anyMatch(it -> matches(it, at))) {
        return value;
      }
      return switch (value) {
        case Json.Obj(var members) -> {
          var shown = new TreeMap<String, Json>();
          members.forEach((name, member) -> shown.put(name, member(member, at, name, hidden)));
          yield new Json.Obj(shown);
        }
        case Json.Arr(var items) -> {
          var shown = new ArrayList<Json>();
          items.forEach(
              item -> shown.add(inside(item, at, Integer.toString(shown.size()), hidden)));
          yield new Json.Arr(shown);
        }
        case Json.Str(var text) -> Json.of(hidden ? MARK : text(text));
        case Json.Num number ->
            hidden || !text(number.canonicalString()).equals(number.canonicalString())
                ? Json.of(MARK)
                : number;
        case Json.Bool bool -> hidden ? Json.of(MARK) : bool;
        case Json.Null nothing -> nothing;
      };
    }

    /** A member, which its name may hide, unless it must be seen. */
    private Json member(Json value, List<String> at, String name, boolean hidden) {
      at.add(name);
      boolean seen = never.stream().anyMatch(it -> matches(it, at));
      at.removeLast();
      return inside(value, at, name, hidden || (!seen && isSecret(name)));
    }

    private Json inside(Json value, List<String> at, String step, boolean secret) {
      at.add(step);
      var shown = value(value, at, secret);
      at.removeLast();
      return shown;
    }

    private static boolean matches(List<String> pattern, List<String> at) {
      if (pattern.size() != at.size()) {
        return false;
      }
      for (int i = 0; i < at.size(); i++) {
        if (!pattern.get(i).equals("*") && !pattern.get(i).equals(at.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
