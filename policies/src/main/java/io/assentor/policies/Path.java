// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.protobuf.NullValue;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.assentor.core.text.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value used by an expression: {@code args.namespace}.
 *
 * @param names the variable, then the names of members
 */
record Path(List<String> names) implements Comparable<Path> {

  private static final Set<String> VARIABLES =
      Set.of("tool", "args", "subject", "agent", "session", "gateway", "risk", "context", "time");
  private static final int MAX_SHOWN = 200;

  /** Finds all of them, each in its longest form. */
  static void collect(CelExpr expression, Set<Path> found) {
    var path = of(expression);
    if (path.isPresent()) {
      found.add(path.get());
      return;
    }
    CelParts.of(expression).forEach(part -> collect(part, found));
  }

  static Optional<Path> of(CelExpr expression) {
    return switch (expression.exprKind().getKind()) {
      case IDENT ->
          VARIABLES.contains(expression.ident().name())
              ? Optional.of(new Path(List.of(expression.ident().name())))
              : Optional.empty();
      case SELECT ->
          of(expression.select().operand()).map(it -> it.plus(expression.select().field()));
      case CALL -> {
        var call = expression.call();
        boolean indexed = call.function().equals("_[_]") && call.args().size() == 2;
        yield indexed
            ? of(call.args().get(0)).flatMap(it -> text(call.args().get(1)).map(it::plus))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /** A literal string. */
  static Optional<String> text(CelExpr expression) {
    return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expression.constant().stringValue())
        : Optional.empty();
  }

  Path plus(String name) {
    var longer = new ArrayList<>(names);
    longer.add(name);
    return new Path(List.copyOf(longer));
  }

  boolean is(String... expected) {
    return names.equals(List.of(expected));
  }

  /** Whether it is this path, or goes on behind it. */
  boolean isUnder(Path other) {
    return names.size() >= other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  /** Whether it is the whole variable, or one of these members of it. */
  boolean isUnder(String variable, Set<String> members) {
    return names.getFirst().equals(variable)
        && (names.size() == 1 || members.contains(names.get(1)));
  }

  String text() {
    return String.join(".", names);
  }

  /** Returns the value, shortened for people. */
  String shown(Map<String, Object> variables) {
    Object value = variables;
    for (var name : names) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    var text =
        switch (value) {
          case null -> "(missing)";
          case String string -> "\"" + string + "\"";
          case NullValue nothing -> "null";
          default -> value.toString().strip();
        };
    return DisplayText.cut(text, MAX_SHOWN);
  }

  @Override
  public int compareTo(Path other) {
    return text().compareTo(other.text());
  }

  /** Whether an expression is exactly this path. */
  static boolean isPath(CelExpr expression, String... expected) {
    return of(expression).filter(path -> path.is(expected)).isPresent();
  }
}
