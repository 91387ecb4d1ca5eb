// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.time.Duration;
import java.util.List;

/**
 * Who must agree, in what order, and for how long the question and the answer are good.
 *
 * @param stages in order; a stage opens when the one before it has its quorum
 * @param expireAfter undecided for so long, the request expires
 * @param validFor approved but unused for so long, the approval lapses
 */
public record Requirement(List<Stage> stages, Duration expireAfter, Duration validFor) {
  public Requirement {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a requirement without stages (expected: at least one)");
    }
    if (expireAfter.isNegative() || expireAfter.isZero()) {
      throw new IllegalArgumentException("expireAfter " + expireAfter + " (expected: positive)");
    }
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("validFor " + validFor + " (expected: positive)");
    }
  }
}
