// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.people.Human;
import java.util.Set;

/**
 * A person who might decide.
 *
 * @param capacities what the person can act as now; see {@link io.assentor.core.policy.Capacities}
 */
public record Candidate(Human human, Set<String> capacities) {
  public Candidate {
    capacities = Set.copyOf(capacities);
  }
}
