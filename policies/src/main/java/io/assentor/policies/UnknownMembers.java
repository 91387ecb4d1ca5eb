// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Tier;
import io.assentor.core.text.Nearest;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds errors in an expression that CEL accepts: a member that the variables of {@link CelValues}
 * never have, as in {@code tool.nmae}, and a value that a member never has, as in {@code risk.tier
 * == 'hgih'}. To CEL both are merely missing, and a missing key counts as a match.
 */
final class UnknownMembers {

  /** The members of each closed variable. Those of {@code args} are the tool's own. */
  private static final Map<String, Set<String>> CLOSED =
      Map.of(
          "tool",
          Set.of("server", "name", "annotations", "trusted", "definitionChanged", "definitionHash"),
          "subject",
          Set.of("id", "issuer"),
          "gateway",
          Set.of("id", "issuer"),
          "agent",
          Set.of("id", "calls", "denials", "expiries"),
          "risk",
          Set.of("score", "signals", "tier"),
          "context",
          Set.of("justification", "traceparent"),
          "time",
          Set.of("now", "hour", "minute", "weekday", "date"));

  /** The one member that has members of its own, which the tool's server chooses. */
  private static final Path OPEN = new Path(List.of("tool", "annotations"));

  /** The possible values of some members. */
  private static final Map<Path, Set<String>> NAMES =
      Map.of(
          new Path(List.of("risk", "tier")), namesOf(Tier.values()),
          new Path(List.of("time", "weekday")), namesOf(DayOfWeek.values()));

  private final boolean knowsTier;
  private final Set<String> found = new TreeSet<>();

  private UnknownMembers(boolean knowsTier) {
    this.knowsTier = knowsTier;
  }

  /**
   * Returns the errors, a clause each.
   *
   * @param knowsTier whether {@code risk.tier} is known yet; the rules that raise it cannot ask
   */
  static Collection<String> in(CelExpr expression, boolean knowsTier) {
    var members = new UnknownMembers(knowsTier);
    members.look(expression, Set.of());
    return members.found;
  }

  private static Set<String> namesOf(Enum<?>[] constants) {
    return Stream.of(constants).map(Members::nameOf).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks an expression and its parts.
   *
   * @param own names that macros such as {@code exists} give to what they look at
   */
  private void look(CelExpr expression, Set<String> own) {
    var path = Path.of(expression).filter(it -> !own.contains(it.names().getFirst()));
    if (path.isPresent()) {
      member(path.get());
      return;
    }
    if (expression.getKind() == Kind.COMPREHENSION) {
      comprehension(expression.comprehension(), own);
      return;
    }
    CelParts.of(expression).forEach(part -> look(part, own));
    if (expression.getKind() == Kind.CALL) {
      call(expression.call(), own);
    }
  }

  private void comprehension(CelExpr.CelComprehension it, Set<String> own) {
    look(it.iterRange(), own);
    look(it.accuInit(), own);
    var inside = new HashSet<>(own);
    inside.addAll(List.of(it.iterVar(), it.iterVar2(), it.accuVar()));
    Stream.of(it.loopCondition(), it.loopStep(), it.result()).forEach(in -> look(in, inside));
  }

  private void call(CelExpr.CelCall call, Set<String> own) {
    if (call.args().size() == 2) {
      var left = call.args().get(0);
      var right = call.args().get(1);
      switch (call.function()) {
        case "_==_", "_!=_" -> {
          compared(left, texts(right), own);
          compared(right, texts(left), own);
        }
        case "@in" -> {
          compared(left, texts(right), own);
          // 'name' in tool
          Path.of(right)
              .filter(it -> it.names().size() == 1 && !own.contains(it.names().getFirst()))
              .ifPresent(it -> Path.text(left).ifPresent(name -> member(it.plus(name))));
        }
        default -> {}
      }
    }
  }

  /** The literal strings of an expression. */
  private static List<String> texts(CelExpr expression) {
    var items = new ArrayList<CelExpr>();
    if (expression.exprKind().getKind() == Kind.LIST) {
      items.addAll(expression.list().elements());
    } else {
      items.add(expression);
    }
    return items.stream().flatMap(it -> Path.text(it).stream()).toList();
  }

  private void compared(CelExpr expression, List<String> with, Set<String> own) {
    var path = Path.of(expression).filter(it -> !own.contains(it.names().getFirst()));
    var names = path.map(NAMES::get).orElse(null);
    if (path.isPresent() && names != null) {
      with.stream()
          .filter(name -> !names.contains(name))
          .forEach(name -> found.add(path.get().text() + " is never " + known(name, names)));
    }
  }

  private void member(Path path) {
    var names = path.names();
    var members = CLOSED.get(names.getFirst());
    if (members == null || names.size() == 1) {
      return;
    }
    var member = names.get(1);
    if (!members.contains(member)) {
      found.add(names.getFirst() + " has no member " + known(member, members));
    } else if (names.size() > 2 && !path.isUnder(OPEN)) {
      found.add(String.join(".", names.subList(0, 2)) + " has no members, such as " + names.get(2));
    } else if (!knowsTier && path.is("risk", "tier")) {
      found.add("risk.tier is not known before the rules that raise it were asked");
    }
  }

  private static String known(String given, Set<String> names) {
    return "\"%s\" (expected one of: %s)%s"
        .formatted(given, String.join(", ", new TreeSet<>(names)), Nearest.hint(given, names));
  }
}
