// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a token has roles: {@code realm_access.roles}. A name with dots of its own may stand in
 * quotes, as in {@code resource_access."https://app.example".roles}; without quotes it is found all
 * the same, but what it means then depends on what the token has.
 *
 * @param names from the outside in; one name with dots is tried in every way
 */
record ClaimPath(List<String> names) {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if a name is empty or badly quoted
   */
  static ClaimPath of(String text) {
    var names =
        QuotedText.isQuoted(text)
            ? QuotedText.split(text, '.').stream().map(QuotedText::unquoted).toList()
            : List.of(text);
    if (names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("expected a claim, or claims with dots between: " + text);
    }
    return new ClaimPath(names);
  }

  /** Whether the token has or would have it in the claim of this name. */
  boolean isIn(String claim) {
    var first = names.getFirst();
    return first.equals(claim) || (names.size() == 1 && first.startsWith(claim + "."));
  }

  /** Returns the texts that are there; none if there are none. */
  List<String> values(Map<?, ?> claims) {
    return texts(names.size() == 1 ? anyWay(names.getFirst(), claims) : exactly(claims));
  }

  private @Nullable Object exactly(Map<?, ?> claims) {
    @Nullable Object at = claims;
    for (var name : names) {
      at = at instanceof Map<?, ?> inside ? inside.get(name) : null;
    }
    return at;
  }

  /** The claim of that name; else what is inside one whose name ends at a dot. */
  private static @Nullable Object anyWay(String name, Map<?, ?> claims) {
    var claim = claims.get(name);
    for (int dot = name.indexOf('.'); claim == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (claims.get(name.substring(0, dot)) instanceof Map<?, ?> inside) {
        claim = anyWay(name.substring(dot + 1), inside);
      }
    }
    return claim;
  }

  /** Zitadel has an object whose names are the roles, each with the organizations that gave it. */
  private static List<String> texts(@Nullable Object claim) {
    return switch (claim) {
      case String value -> List.of(value);
      case Collection<?> values ->
          values.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case Map<?, ?> roles ->
          roles.entrySet().stream()
              .filter(it -> it.getValue() instanceof Map<?, ?>)
              .map(it -> String.valueOf(it.getKey()))
              .toList();
      case null, default -> List.of();
    };
  }
}
