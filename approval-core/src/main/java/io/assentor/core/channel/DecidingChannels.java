// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import io.assentor.core.people.AccountKind;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The channels of this installation that carry decisions back, each of a name of its own. */
public record DecidingChannels(List<DecidingChannel> all) {

  /** Decisions come in by the API and the pages only. */
  public static final DecidingChannels NONE = new DecidingChannels(List.of());

  public DecidingChannels {
    all = List.copyOf(all);
    if (all.stream().map(it -> it.door().text()).distinct().count() < all.size()) {
      throw new IllegalArgumentException("two channels of one name (expected: each name once)");
    }
  }

  /** Returns these channels. */
  public static DecidingChannels of(DecidingChannel... channels) {
    return new DecidingChannels(List.of(channels));
  }

  /** Returns the names of all doors there are, as policies write them. */
  public List<String> doorNames() {
    return Stream.concat(
            Door.BUILT_IN.stream().map(Door::text), all.stream().map(it -> it.door().text()))
        .sorted(Doors.IN_ORDER)
        .toList();
  }

  /** Returns the kinds of accounts that people have there. */
  public List<AccountKind> accounts() {
    return all.stream().map(DecidingChannel::accounts).toList();
  }

  /** Returns the kind of an issuer's accounts; empty if they are no channel's. */
  public Optional<AccountKind> accountsOf(String issuer) {
    return accounts().stream().filter(it -> it.isOf(issuer)).findFirst();
  }

  /** Says where somebody decided, also through a channel that is not installed any more. */
  public String place(Door door) {
    if (door.equals(Door.API)) {
      return "through the API";
    }
    if (door.equals(Door.PAGE)) {
      return "on the page";
    }
    if (door.equals(Door.PAGE_STEP_UP)) {
      return "on the page, after a fresh sign-in";
    }
    return all.stream()
        .filter(it -> it.door().equals(door))
        .findFirst()
        .map(it -> it.accounts().words().place())
        .orElseGet(() -> "through " + door.channel());
  }
}
