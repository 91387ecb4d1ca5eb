// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of a claim with roles: {@code realm_access.roles}. A name that contains dots may be
 * quoted, as in {@code resource_access."https://app.example".roles}; without quotes it is found
 * too, but then its meaning depends on the token.
 *
 * @param names from the outside in; a name with dots is tried in every way
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

  /** Returns whether the path begins with the claim of this name. */
  boolean isIn(String claim) {
    var first = names.getFirst();
    return first.equals(claim) || (names.size() == 1 && first.startsWith(claim + "."));
  }

  /** Returns the texts at the path. */
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

  /** The claim of that name; otherwise a claim inside one whose name ends at a dot. */
  private static @Nullable Object anyWay(String name, Map<?, ?> claims) {
    var claim = claims.get(name);
    for (int dot = name.indexOf('.'); claim == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (claims.get(name.substring(0, dot)) instanceof Map<?, ?> inside) {
        claim = anyWay(name.substring(dot + 1), inside);
      }
    }
    return claim;
  }

  /**
   * Zitadel has an object whose member names are the roles, each with the organizations that
   * granted it.
   */
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
