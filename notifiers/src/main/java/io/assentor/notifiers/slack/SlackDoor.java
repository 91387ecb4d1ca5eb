// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.channel.DecidingChannel;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.AccountKind.Part;
import io.assentor.core.people.AccountKind.Words;
import java.util.List;

/** What Slack brings with it: its door, its accounts, and how pages speak of them. */
public final class SlackDoor {

  /** The channel's name; stored with deliveries, decisions and accounts, so it never changes. */
  static final String NAME = "slack";

  /** Slack's accounts. A workspace that belongs to no enterprise has an empty one. */
  static final AccountKind ACCOUNTS =
      new AccountKind(
          NAME,
          List.of(new Part("enterprise", true), new Part("team", false)),
          "user",
          new Words(
              "Slack account",
              "in Slack",
              "Click a button on a card in Slack; an account that is not linked yet gets a link."));

  public static final DecidingChannel DECIDES = DecidingChannel.of(ACCOUNTS, "slack-account");

  private SlackDoor() {}
}
