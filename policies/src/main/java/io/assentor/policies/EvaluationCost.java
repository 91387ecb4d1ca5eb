// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationListener;
import io.assentor.core.text.Steps;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cost of evaluating one expression, counted when each part has its value and before that is
 * used: one step, and one for each character of a text. Compared values count in full depth; a
 * search for a text that is not a literal counts the product of both lengths. Literals are the
 * policy's own, so they are a constant factor.
 */
final class EvaluationCost {

  /** Functions that may look at all of their argument for each place in their target. */
  private static final Set<String> SEARCHES = Set.of("matches", "contains");

  private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "@in", "_in_");

  private static final String CONCATENATION = "_+_";

  /** How the value of a part of the expression is used, by its id. */
  private final Map<Long, Use> uses = new HashMap<>();

  /** Variables in which a loop collects a list, which is not copied for each item. */
  private final Set<String> collected = new HashSet<>();

  private sealed interface Use {}

  /** Read to its depths. */
  private record Compared() implements Use {}

  /** Its items are copied. */
  private record Joined() implements Use {}

  /** Searched for in the value of another part. */
  private record Sought(long in) implements Use {}

  EvaluationCost(CelExpr expression) {
    collect(expression);
  }

  private void collect(CelExpr expression) {
    if (expression.getKind() == Kind.COMPREHENSION) {
      collected.add(expression.comprehension().accuVar());
    }
    CelParts.of(expression).forEach(this::collect);
    if (expression.getKind() == Kind.CALL) {
      uses(expression.call());
    }
  }

  private void uses(CelExpr.CelCall call) {
    if (COMPARISONS.contains(call.function())) {
      call.args().forEach(it -> uses.put(it.id(), new Compared()));
    } else if (call.function().equals(CONCATENATION)) {
      call.args().stream()
          .filter(it -> !isCollected(it))
          .forEach(it -> uses.put(it.id(), new Joined()));
    } else if (SEARCHES.contains(call.function())) {
      // matches(text, pattern) or text.matches(pattern)
      var sought = call.args().getLast();
      var text = call.target().orElse(call.args().getFirst());
      if (Path.text(sought).isEmpty()) {
        uses.put(sought.id(), new Sought(text.id()));
      }
    }
  }

  private boolean isCollected(CelExpr expression) {
    return expression.getKind() == Kind.IDENT && collected.contains(expression.ident().name());
  }

  /** Counts one evaluation. */
  CelEvaluationListener counting(Steps steps) {
    var texts = new HashMap<Long, Integer>();
    return (part, value) -> count(part.id(), value, texts, steps);
  }

  private void count(long part, @Nullable Object value, Map<Long, Integer> texts, Steps steps) {
    int length = value instanceof String text ? text.length() : 0;
    texts.put(part, length);
    switch (uses.get(part)) {
      case null -> steps.take(1 + length);
      case Compared compared -> deeply(value, steps);
      case Joined joined ->
          steps.take(value instanceof Collection<?> items ? 1 + items.size() : 1 + length);
      case Sought(var in) -> steps.take(1 + (long) length * Math.max(1, texts.getOrDefault(in, 0)));
    }
  }

  /**
   * Counts the size of a value to compare, until the steps are used up. Nesting is limited by the
   * parser.
   */
  private static void deeply(@Nullable Object value, Steps steps) {
    steps.take(value instanceof String text ? 1 + text.length() : 1);
    switch (value) {
      case Collection<?> items -> items.forEach(item -> deeply(item, steps));
      case Map<?, ?> members ->
          members.forEach(
              (name, member) -> {
                deeply(name, steps);
                deeply(member, steps);
              });
      case null, default -> {}
    }
  }
}
