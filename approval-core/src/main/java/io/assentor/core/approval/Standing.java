// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Principal;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Door;
import java.util.Set;

/**
 * Who is deciding and by what right, resolved on our side right before the transaction and recorded
 * with the decision.
 *
 * @param person the directory person behind the principal
 * @param roles the person's roles at this moment
 * @param groups the person's groups at this moment
 * @param door where the decision came in
 */
public record Standing(
    Principal principal, String person, Set<String> roles, Set<String> groups, Door door) {
  public Standing {
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
  }

  /** What the person can act as. */
  public Set<String> capacities() {
    return Capacities.of(person, roles, groups);
  }
}
