// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import io.assentor.core.channel.Channel;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.notifiers.email.EmailChannel;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.log.LogChannel;
import io.assentor.notifiers.slack.SlackChannel;
import io.assentor.notifiers.slack.SlackDoor;
import io.assentor.notifiers.slack.SlackSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of channels. Channels that are not in it are off. */
public final class Channels {

  /** What those bring with them that take decisions, whether or not they are set up. */
  public static final DecidingChannels DECIDING = DecidingChannels.of(SlackDoor.DECIDES);

  private Channels() {}

  /** Returns the log channel, and those that are configured. */
  public static List<Channel> all(
      Optional<SlackSettings> slack,
      Optional<EmailSettings> email,
      Directory directory,
      Identities identities) {
    var channels = new ArrayList<Channel>();
    channels.add(new LogChannel());
    slack.ifPresent(settings -> channels.add(new SlackChannel(settings, directory, identities)));
    email.ifPresent(settings -> channels.add(new EmailChannel(settings, directory, identities)));
    return channels;
  }
}
