// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The only servers and tools for which an expression can be true: those it compares {@code
 * tool.server} and {@code tool.name} with, in a top-level conjunction. Both are always there and
 * always strings, so for any other call the expression is false, whatever else in it fails.
 *
 * @param servers absent: any
 * @param tools absent: any
 */
record Target(@Nullable Set<String> servers, @Nullable Set<String> tools) {

  private static final Target ANY = new Target(null, null);

  static Target of(CelExpr expression) {
    if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
      return ANY;
    }
    var call = expression.call();
    if (call.args().size() != 2) {
      return ANY;
    }
    var left = call.args().get(0);
    var right = call.args().get(1);
    return switch (call.function()) {
      case "_&&_" -> of(left).and(of(right));
      case "_==_" ->
          Path.text(right)
              .map(text -> comparing(left, Set.of(text)))
              .or(() -> Path.text(left).map(text -> comparing(right, Set.of(text))))
              .orElse(ANY);
      case "@in" -> texts(right).map(texts -> comparing(left, texts)).orElse(ANY);
      default -> ANY;
    };
  }

  private static Target comparing(CelExpr path, Set<String> with) {
    if (Path.isPath(path, "tool", "server")) {
      return new Target(with, null);
    }
    return Path.isPath(path, "tool", "name") ? new Target(null, with) : ANY;
  }

  private static Optional<Set<String>> texts(CelExpr expression) {
    if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.LIST) {
      return Optional.empty();
    }
    List<Optional<String>> texts = expression.list().elements().stream().map(Path::text).toList();
    return texts.stream().allMatch(Optional::isPresent)
        ? Optional.of(texts.stream().map(Optional::orElseThrow).collect(Collectors.toSet()))
        : Optional.empty();
  }

  private Target and(Target other) {
    return new Target(both(servers, other.servers), both(tools, other.tools));
  }

  private static @Nullable Set<String> both(@Nullable Set<String> one, @Nullable Set<String> two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    return one.stream().filter(two::contains).collect(Collectors.toSet());
  }
}
