// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.core.ledger.TendingLedger;
import io.assentor.notifiers.email.Bounces;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.email.ImapSettings;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.assentor.workflows.TemporalCourier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** E-mail through an SMTP server, and its bounces by IMAP, where they are set up. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnRole.Worker.class)
class EmailConfiguration {

  /** An SMTP server is set up. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(HasHost.class)
  static class Relay {

    @Bean
    EmailSettings emailRelay(Settings settings) {
      return of(settings.smtp());
    }
  }

  /** The mailbox for bounces is configured. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(HasMailboxOfBounces.class)
  static class Returned {

    @Bean
    Bounces bounces(Settings settings, TendingLedger tending, TemporalCourier courier) {
      return Bounces.reading(of(settings.imap(), settings.smtp()), tending, courier);
    }

    /**
     * Degraded while the mailbox cannot be read, because unreachable people then count as notified.
     */
    @Bean
    HealthIndicator bouncesHealth(Bounces bounces) {
      return () ->
          bounces.isAway()
              ? Health.status("DEGRADED").withDetail("bounces", "cannot be read").build()
              : Health.up().build();
    }
  }

  /**
   * Reads the settings.
   *
   * @throws StartupException if they are incomplete or invalid, naming what is missing
   */
  static EmailSettings.Relay of(Settings.Smtp smtp) {
    if (smtp.from().isEmpty()) {
      throw new StartupException(
          "ASSENTOR_SMTP_HOST is set, but ASSENTOR_SMTP_FROM is not (expected: the address that"
              + " mail comes from)");
    }
    try {
      return new EmailSettings.Relay(
          smtp.host(),
          smtp.port(),
          absentIfEmpty(smtp.user()),
          absentIfEmpty(smtp.password()),
          smtp.from(),
          smtp.starttls());
    } catch (IllegalArgumentException e) {
      throw new StartupException("ASSENTOR_SMTP_*: " + e.getMessage());
    }
  }

  /**
   * Reads the settings.
   *
   * @throws StartupException if they are incomplete or invalid, naming what is missing
   */
  static ImapSettings of(Settings.Imap imap, Settings.Smtp smtp) {
    if (smtp.host().isEmpty()) {
      throw new StartupException(
          "ASSENTOR_IMAP_HOST is set, but ASSENTOR_SMTP_HOST is not (expected: the server that mail is sent through)");
    }
    try {
      return new ImapSettings(
          imap.host(), imap.port(), imap.user(), imap.password(), imap.starttls(), imap.interval());
    } catch (IllegalArgumentException e) {
      throw new StartupException("ASSENTOR_IMAP_*: " + e.getMessage());
    }
  }

  private static @Nullable String absentIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String property(ConditionContext context, String name) {
    return Objects.requireNonNullElse(context.getEnvironment().getProperty(name), "");
  }

  static final class HasHost implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !property(context, "assentor.smtp.host").isEmpty();
    }
  }

  static final class HasMailboxOfBounces implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !property(context, "assentor.imap.host").isEmpty();
    }
  }
}
