// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.stream.Stream;

/** The structure of CEL expressions. */
final class CelParts {

  private CelParts() {}

  /** Returns its direct parts, in order. */
  static List<CelExpr> of(CelExpr expression) {
    return switch (expression.exprKind().getKind()) {
      case SELECT -> List.of(expression.select().operand());
      case CALL ->
          Stream.concat(expression.call().target().stream(), expression.call().args().stream())
              .toList();
      case LIST -> expression.list().elements();
      case MAP ->
          expression.map().entries().stream()
              .flatMap(entry -> Stream.of(entry.key(), entry.value()))
              .toList();
      case COMPREHENSION -> {
        var it = expression.comprehension();
        yield List.of(
            it.iterRange(), it.accuInit(), it.loopCondition(), it.loopStep(), it.result());
      }
      case IDENT, CONSTANT, STRUCT, NOT_SET -> List.of();
    };
  }
}
