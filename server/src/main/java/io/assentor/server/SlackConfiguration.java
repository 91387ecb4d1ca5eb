// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.pages.PageSettings;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.channel.Inbound;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.work.MemoryBudget;
import io.assentor.notifiers.slack.SlackClicks;
import io.assentor.notifiers.slack.SlackInbound;
import io.assentor.notifiers.slack.SlackSettings;
import io.assentor.notifiers.slack.SocketMode;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Slack, if it is configured: its channel, and the ways in which clicks arrive. */
@Configuration(proxyBeanMethods = false)
@Conditional(SlackConfiguration.IsSetUp.class)
class SlackConfiguration {

  @Bean
  SlackSettings slackSettings(Settings settings, Optional<PageSettings> pages) {
    var slack = settings.slack();
    return of(
        slack, pages.filter(it -> slack.linkAccounts()).map(PageSettings::linkPage).orElse(null));
  }

  /** A process with the role api receives clicks. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(OnRole.Api.class)
  static class Clicks {

    @Bean
    SlackClicks slackClicks(
        SlackSettings settings,
        Directory directory,
        Identities identities,
        AccountLinks links,
        Authority authority,
        Approvals approvals,
        LedgerReader ledger,
        MemoryBudget memory) {
      return new SlackClicks(
          settings, directory, identities, links, authority, approvals, ledger, memory);
    }

    @Bean
    @Conditional(HasSigningSecret.class)
    Inbound slackInbound(SlackSettings settings, SlackClicks clicks) {
      return new SlackInbound(
          Objects.requireNonNull(settings.signingSecret()), clicks, Clock.systemUTC());
    }

    @Bean
    @Conditional(HasAppToken.class)
    SocketMode slackSocketMode(SlackSettings settings, SlackClicks clicks) {
      return new SocketMode(settings, Objects.requireNonNull(settings.appToken()), clicks);
    }
  }

  /**
   * Reads the settings.
   *
   * @throws StartupException if they are incomplete or invalid, naming what is missing
   */
  static SlackSettings of(Settings.Slack slack, @Nullable String linkPage) {
    try {
      var settings =
          new SlackSettings(
              SlackSettings.botTokens(slack.botToken()),
              absentIfEmpty(slack.signingSecret()),
              absentIfEmpty(slack.appToken()),
              slack.apiBase(),
              slack.denialReasons(),
              slack.matchEmail(),
              linkPage);
      if (!settings.hasWayIn()) {
        throw new StartupException(
            "ASSENTOR_SLACK_BOT_TOKEN is set, but neither ASSENTOR_SLACK_SIGNING_SECRET nor"
                + " ASSENTOR_SLACK_APP_TOKEN is (expected: one of them, or clicks cannot be received)");
      }
      return settings;
    } catch (IllegalArgumentException e) {
      throw new StartupException("Slack's settings: " + e.getMessage());
    }
  }

  private static @Nullable String absentIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  static final class IsSetUp extends IsSet {
    IsSetUp() {
      super("bot-token");
    }
  }

  static final class HasSigningSecret extends IsSet {
    HasSigningSecret() {
      super("signing-secret");
    }
  }

  static final class HasAppToken extends IsSet {
    HasAppToken() {
      super("app-token");
    }
  }

  /** Matches if one of Slack's settings has a value. */
  abstract static class IsSet implements Condition {

    private final String name;

    IsSet(String name) {
      this.name = name;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().getProperty("assentor.slack." + name, "").isEmpty();
    }
  }
}
