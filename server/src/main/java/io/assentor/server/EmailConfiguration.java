// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.MethodCheck;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.notifiers.email.Bounces;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.email.ImapSettings;
import io.assentor.notifiers.email.Mailbox;
import io.assentor.server.evaluation.EvaluationConfiguration;
import io.assentor.server.evaluation.MailboxController;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.assentor.workflows.TemporalCourier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * E-mail: through an SMTP server if one is set up, and its bounces by IMAP; else, in evaluation
 * mode, into a mailbox.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnRole.Worker.class)
class EmailConfiguration {

  /** The sender of evaluation mode's mail. */
  private static final String LOCAL_FROM = "assentor@localhost.example";

  private static final String SHOWN =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

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
   * Mail stays in this process, where everyone on this machine can read it: it is for demo people.
   */
  @Configuration(proxyBeanMethods = false)
  @Profile("evaluation")
  @Conditional(HasMailbox.class)
  @Import(MailboxController.class)
  static class Local {

    @Bean
    Mailbox mailbox() {
      return new Mailbox();
    }

    @Bean
    EmailSettings localEmail(Mailbox mailbox) {
      return new EmailSettings.Local(mailbox, LOCAL_FROM);
    }

    @Bean
    @Order(2)
    SecurityFilterChain mailboxSecurity(
        HttpSecurity http,
        Settings settings,
        ObjectProvider<RequestMappingHandlerMapping> resources) {
      return http.securityMatcher("/mailbox", "/mailbox/*")
          .authorizeHttpRequests(
              requests ->
                  requests
                      .anyRequest()
                      .access(
                          (who, context) ->
                              new AuthorizationDecision(
                                  isReading(context)
                                      && (settings.evaluation().exposed() || isHere(context)))))
          .headers(
              headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(SHOWN)))
          .addFilterAfter(MethodCheck.of(resources), HeaderWriterFilter.class)
          .build();
    }

    private static boolean isReading(RequestAuthorizationContext context) {
      var method = context.getRequest().getMethod();
      return method.equals("GET") || method.equals("HEAD");
    }

    /**
     * Also checks the host name, so that another site's name that resolves to this machine is
     * refused.
     */
    private static boolean isHere(RequestAuthorizationContext context) {
      var request = context.getRequest();
      try {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
            && EvaluationConfiguration.isLoopback(request.getServerName());
      } catch (UnknownHostException e) {
        return false;
      }
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

  static final class HasMailbox implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return property(context, "assentor.smtp.host").isEmpty()
          && property(context, "assentor.evaluation.mailbox").equals("true");
    }
  }
}
