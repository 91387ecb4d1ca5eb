// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Principal;
import io.assentor.core.people.Human;
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
 * @param human everything that resolved to the person at this moment
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

  /** Someone of whom nothing else is known, by roles of the directory. */
  public Standing(
      Principal principal, String person, Set<String> roles, Set<String> groups, Door door) {
    this(principal, person, roles, groups, door, Human.of(person, principal), Set.of());
  }

  /** What the person can act as. */
  public Set<String> capacities() {
    return Capacities.of(person, roles, groups);
  }
}
