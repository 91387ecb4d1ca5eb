// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import io.assentor.core.people.AccountKind;
import io.assentor.core.policy.Door;

/**
 * What a channel brings with it that carries people's decisions back: its door, and the accounts by
 * which it knows who decides. It is known whether or not the channel is set up.
 */
public record DecidingChannel(Door door, AccountKind accounts) {

  public DecidingChannel {
    if (!door.text().equals(accounts.channel())) {
      throw new IllegalArgumentException(
          "a door called " + door.text() + " (expected: " + accounts.channel() + ")");
    }
  }

  /**
   * Returns a channel that knows people by these accounts.
   *
   * @param assurance how it knows who decides, as events say it
   */
  public static DecidingChannel of(AccountKind accounts, String assurance) {
    return new DecidingChannel(Door.ofChannel(accounts.channel(), assurance), accounts);
  }
}
