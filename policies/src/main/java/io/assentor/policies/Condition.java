// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import java.util.Map;

/** A CEL expression over {@code tool} and {@code args}. */
final class Condition {

  private static final MapType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);
  private static final Cel CEL =
      CelFactory.plannerCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("tool", OBJECT)
          .addVar("args", OBJECT)
          .build();

  private final CelRuntime.Program program;

  private Condition(CelRuntime.Program program) {
    this.program = program;
  }

  /**
   * Compiles a member's expression.
   *
   * @throws JsonException if it does not compile or is not of type bool
   */
  static Condition of(Members members, String name) {
    try {
      var ast = CEL.compile(members.string(name)).getAst();
      if (!ast.getResultType().equals(SimpleType.BOOL)) {
        throw members.bad(name, "an expression of type bool, not " + ast.getResultType().name());
      }
      return new Condition(CEL.createProgram(ast));
    } catch (CelValidationException | CelEvaluationException e) {
      throw members.bad(name, "a CEL expression over tool and args: " + e.getMessage());
    }
  }

  /** What came of evaluating it; an error is an answer too. */
  Match evaluate(Map<String, Object> variables) {
    try {
      return Boolean.TRUE.equals(program.eval(variables)) ? Match.YES : Match.NO;
    } catch (CelEvaluationException | RuntimeException e) {
      return Match.ERROR;
    }
  }

  /** Whether a condition holds for a call. */
  enum Match {
    YES,
    NO,
    /** It could not be said: a missing key, a wrong type. */
    ERROR
  }
}
