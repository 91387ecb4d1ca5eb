// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.api.MethodCheck;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.email.Mailbox;
import io.assentor.server.OnRole;
import io.assentor.server.settings.Loopback;
import io.assentor.server.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * E-mail without an SMTP server: it stays in this process, where everyone on this machine can read
 * it, because it is for demo people.
 */
@Configuration(proxyBeanMethods = false)
@Conditional({OnRole.Worker.class, MailboxConfiguration.IsWanted.class})
@Import(MailboxController.class)
class MailboxConfiguration {

  private static final String FROM = "assentor@localhost.example";

  /** Our own script shows local time; the frame with a mail's HTML is sandboxed and runs none. */
  private static final String SHOWN =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @Bean
  Mailbox mailbox() {
    return new Mailbox();
  }

  @Bean
  EmailSettings localEmail(Mailbox mailbox) {
    return new EmailSettings.Local(mailbox, FROM);
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
        .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(SHOWN)))
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
          && Loopback.isHostOf(request.getServerName());
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static final class IsWanted implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return property(context, "assentor.smtp.host").isEmpty()
          && property(context, "assentor.evaluation.mailbox").equals("true");
    }

    private static String property(ConditionContext context, String name) {
      return Objects.requireNonNullElse(context.getEnvironment().getProperty(name), "");
    }
  }
}
