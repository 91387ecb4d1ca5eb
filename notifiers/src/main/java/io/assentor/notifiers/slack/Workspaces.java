// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.channel.Channel.Undeliverable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each tenant's workspace; tenants with the same token share one, and its limits. */
final class Workspaces {

  private final SlackSettings settings;
  private final Timing timing;
  private final Map<String, SlackApi> byToken = new ConcurrentHashMap<>();

  Workspaces(SlackSettings settings, Timing timing) {
    this.settings = settings;
    this.timing = timing;
  }

  /**
   * Returns the workspace of a tenant.
   *
   * @throws Undeliverable if it has none
   */
  SlackApi of(String tenant) {
    var token =
        settings
            .botToken(tenant)
            .orElseThrow(() -> new Undeliverable("there is no bot token for " + tenant));
    return byToken.computeIfAbsent(token, it -> SlackApi.of(settings.apiBase(), it, timing));
  }
}
