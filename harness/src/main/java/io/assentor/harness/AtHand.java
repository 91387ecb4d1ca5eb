// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/**
 * Where another program is missing, the tests that need it are skipped, and so counted. In CI
 * ({@code ASSENTOR_CI} is set) they fail instead.
 */
final class AtHand {

  private AtHand() {}

  static ConditionEvaluationResult or(Optional<String> missing) {
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("everything is at hand");
    }
    if (System.getenv("ASSENTOR_CI") != null) {
      throw new IllegalStateException(missing.get());
    }
    return ConditionEvaluationResult.disabled(missing.get());
  }
}
