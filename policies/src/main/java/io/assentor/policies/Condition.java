// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.text.Steps;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/** A CEL expression of type bool over the variables of a call. */
final class Condition {

  private static final MapType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);

  /** Arguments are untrusted, so an expression over them must end. */
  private static final int MAX_ITERATIONS = 10_000;

  private static final Set<String> OBJECTS =
      Set.of("tool", "args", "subject", "agent", "gateway", "risk", "context", "time");
  private static final Set<String> HISTORY = Set.of("calls", "denials", "expiries");

  private static final Cel CEL = cel();

  private final CelRuntime.Program program;
  private final List<Path> paths;
  private final Target target;
  private final EvaluationCost cost;

  private Condition(CelRuntime.Program program, CelExpr expression) {
    this.program = program;
    this.cost = new EvaluationCost(expression);
    var found = new TreeSet<Path>();
    Path.collect(expression, found);
    this.paths = List.copyOf(found);
    this.target = Target.of(expression);
  }

  private static Cel cel() {
    var builder =
        // Not plannerCelBuilder: in cel 0.14.0 it takes the error of an operand for a value, so
        // that
        // (true && args.missing == 1) == true is false there, and a rule that denies would not
        // count.
        CelFactory.legacyCelBuilder()
            .setOptions(
                CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .comprehensionMaxIterations(MAX_ITERATIONS)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("session", SimpleType.STRING);
    OBJECTS.forEach(name -> builder.addVar(name, OBJECT));
    return builder.build();
  }

  /**
   * Compiles a member's expression.
   *
   * @param knowsTier whether the call's tier is known when it is evaluated
   * @throws JsonException if it does not compile, is not of type bool, or uses a member that no
   *     call has
   */
  static Condition of(Members members, String name, boolean knowsTier) {
    try {
      var ast = CEL.compile(members.string(name)).getAst();
      if (!ast.getResultType().equals(SimpleType.BOOL)) {
        throw members.bad(
            name,
            "an expression of type bool (compare: … == true), not " + ast.getResultType().name());
      }
      var unknown = UnknownMembers.in(ast.getExpr(), knowsTier);
      if (!unknown.isEmpty()) {
        throw members.bad(name, "only what a call has: " + String.join("; ", unknown));
      }
      var rounding = roundingDouble(ast);
      if (rounding.isPresent()) {
        throw members.bad(
            name,
            "%s as an integer, not as a double: that would also be equal to its neighbours"
                .formatted(new BigDecimal(rounding.get()).toPlainString()));
      }
      return new Condition(CEL.createProgram(ast), ast.getExpr());
    } catch (CelValidationException | CelEvaluationException e) {
      throw members.bad(
          name,
          "a CEL expression over tool, args, subject, agent, session, gateway, risk, context and"
              + " time: "
              + e.getMessage());
    }
  }

  /** A literal to which CEL would round a 64-bit integer that it compares with it. */
  private static Optional<Double> roundingDouble(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CONSTANT)
        .map(node -> node.expr().constant())
        .filter(constant -> constant.getKind() == CelConstant.Kind.DOUBLE_VALUE)
        .map(CelConstant::doubleValue)
        .filter(value -> Math.abs(value) >= 0x1p53 && Math.abs(value) <= 0x1p64)
        .findFirst();
  }

  /**
   * Returns the result of the evaluation, which may be an error or that it takes too long.
   *
   * @param steps counts and limits the evaluation
   * @throws WorkEndedException if the caller's work ends
   */
  Match evaluate(Map<String, Object> variables, Steps steps) {
    if (steps.isExhausted()) {
      return Match.ERROR;
    }
    try {
      boolean holds = Boolean.TRUE.equals(program.trace(variables, cost.counting(steps)));
      // An operand that ended early may have been ignored, so the result is not valid.
      Work.chargeSteps(0);
      return steps.isExhausted() ? Match.ERROR : holds ? Match.YES : Match.NO;
    } catch (CelEvaluationException | RuntimeException e) {
      return ended(e);
    }
  }

  /** CEL wraps the exception that ends it. */
  private static Match ended(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof WorkEndedException || e instanceof CancellationException) {
        throw (RuntimeException) e;
      }
    }
    return Match.ERROR;
  }

  /** Returns the only servers and tools for which it can be true. */
  Target target() {
    return target;
  }

  /** Returns whether it uses the agent's history. */
  boolean asksHistory() {
    return paths.stream().anyMatch(it -> it.isUnder("agent", HISTORY));
  }

  /** Returns the values it used, for people. */
  String values(Map<String, Object> variables) {
    var values = new ArrayList<String>();
    paths.forEach(path -> values.add(path.text() + " = " + path.shown(variables)));
    return values.isEmpty() ? "always" : String.join(", ", values);
  }

  /** The result of a condition for a call. */
  enum Match {
    YES,
    NO,
    /** It could not be evaluated: a missing key, a wrong type. */
    ERROR
  }
}
