// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.assentor.core.channel.Channel.Undeliverable;
import java.time.Duration;

/** Each tenant's workspace; tenants with the same token share one, and its limits. */
final class Workspaces {

  /** Longer than Slack ever asks to wait: what is forgotten with a workspace is over. */
  static final Duration KEPT_UNUSED = Duration.ofHours(1);

  private static final int MAX_KEPT = 1_000;

  private final SlackSettings settings;
  private final LoadingCache<String, SlackApi> byToken;

  Workspaces(SlackSettings settings, Timing timing) {
    this.settings = settings;
    this.byToken =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterAccess(KEPT_UNUSED)
            .ticker(timing::now)
            .executor(Runnable::run)
            .build(token -> SlackApi.of(settings.apiBase(), token, timing));
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
    return byToken.get(token);
  }
}
