// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that may run on a real Temporal. */
public final class TemporalAtHand implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AtHand.or(Assentor.onRealTemporal() ? TemporalServer.missing() : Optional.empty());
  }
}
