// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips, and so counts, the tests of a run on a real Temporal where no server is at hand. In CI
 * ({@code ASSENTOR_CI} is set) they fail there instead.
 */
public final class TemporalAtHand implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!Assentor.onRealTemporal()) {
      return ConditionEvaluationResult.enabled("everything is embedded");
    }
    var missing = TemporalServer.missing();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("a Temporal server is at hand");
    }
    if (System.getenv("ASSENTOR_CI") != null) {
      throw new IllegalStateException(missing.get());
    }
    return ConditionEvaluationResult.disabled(missing.get());
  }
}
