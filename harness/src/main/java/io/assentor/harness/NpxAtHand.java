// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that run a published MCP server with {@code npx}. */
public final class NpxAtHand implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var npx = Commands.onPath("npx");
    return AtHand.or(npx.isPresent() ? Optional.empty() : Optional.of("no npx at hand"));
  }
}
