// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit.webhook;

import io.assentor.core.channel.Channel;
import io.assentor.testkit.ChannelContract;
import io.assentor.testkit.InMemoryDirectory;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class WebhookTest extends ChannelContract {

  private static final String SECRET = "not-a-secret";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  private final ButtonService service = new ButtonService(SECRET, CLOCK);
  private final Channel webhook =
      new Webhook(service.address(), SECRET, InMemoryDirectory.demo(), CLOCK);

  @Override
  protected Channel channel() {
    return webhook;
  }

  @Override
  protected String shown() {
    return String.join("\n", service.shown());
  }

  @AfterEach
  void stop() {
    service.close();
  }
}
