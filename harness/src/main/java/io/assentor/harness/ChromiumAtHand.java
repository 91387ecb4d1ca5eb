// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that look at pages with the distribution's own Chromium and its driver. */
public final class ChromiumAtHand implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var missing =
        Stream.of("chromium", "chromedriver")
            .filter(program -> Commands.onPath(program).isEmpty())
            .findFirst();
    return AtHand.or(missing.map(program -> "no " + program + " at hand").or(Optional::empty));
  }
}
