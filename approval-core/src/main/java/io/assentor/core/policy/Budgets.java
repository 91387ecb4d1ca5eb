// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be put to people, so that nobody approves from fatigue.
 *
 * @param agent at most so many from one agent; absent: no limit
 * @param approver at most so many to one person; absent: no limit
 */
public record Budgets(@Nullable Budget agent, @Nullable Budget approver) {

  public static final Budgets NONE = new Budgets(null, null);

  /** At most so many requests a window. */
  public record Budget(int requests, Duration per) {
    public Budget {
      if (requests < 1 || per.isNegative() || per.isZero()) {
        throw new IllegalArgumentException(
            "a budget of " + requests + " per " + per + " (expected: both positive)");
      }
    }
  }
}
