// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.Set;

/**
 * Who is deciding and by what right, resolved on our side right before the transaction and recorded
 * with the decision.
 *
 * @param person the directory person behind the principal
 * @param roles the person's directory roles at this moment
 * @param channel where the decision came in
 * @param assurance how that channel knows the principal, for example {@code bearer-token}
 */
public record Standing(
    Principal principal, String person, Set<String> roles, String channel, String assurance) {
  public Standing {
    roles = Set.copyOf(roles);
  }
}
