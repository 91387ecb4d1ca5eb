// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Principal;
import io.assentor.core.people.Human;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Door;
import java.util.Set;

/**
 * Who decides and by what right, resolved by Assentor right before the transaction and recorded
 * with the decision.
 *
 * @param person the directory person behind the principal
 * @param roles the person's roles at this moment
 * @param groups the person's groups at this moment
 * @param door where the decision came in
 * @param human all ids and identities that resolved to the person at this moment
 * @param claimed those of the roles that the person's token gave
 */
public record Standing(
    Principal principal,
    String person,
    Set<String> roles,
    Set<String> groups,
    Door door,
    Human human,
    Set<String> claimed) {
  public Standing {
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
    claimed = Set.copyOf(claimed);
    if (!human.ids().contains(person) || !human.identities().contains(principal)) {
      throw new IllegalArgumentException("the standing of " + person + " is another human's");
    }
  }

  /** Makes a standing from directory roles only. */
  public Standing(
      Principal principal, String person, Set<String> roles, Set<String> groups, Door door) {
    this(principal, person, roles, groups, door, Human.of(person, principal), Set.of());
  }

  /** Returns the capacities in which the person can act. */
  public Set<String> capacities() {
    return Capacities.of(person, roles, groups);
  }
}
