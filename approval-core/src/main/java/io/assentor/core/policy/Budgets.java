// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits on requests that need a decision, so that nobody approves from fatigue.
 *
 * @param agent the most from one agent; absent: no limit
 * @param approver the most to one person; absent: no limit
 */
public record Budgets(@Nullable Budget agent, @Nullable Budget approver) {

  public static final Budgets NONE = new Budgets(null, null);

  /** A number of requests per window of time. */
  public record Budget(int requests, Duration per) {
    public Budget {
      if (requests < 1 || per.isNegative() || per.isZero()) {
        throw new IllegalArgumentException(
            "a budget of " + requests + " per " + per + " (expected: both positive)");
      }
    }
  }
}
