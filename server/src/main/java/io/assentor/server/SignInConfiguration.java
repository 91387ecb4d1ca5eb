// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.pages.PageSettings;
import io.assentor.server.settings.Issuer;
import io.assentor.server.settings.Settings;
import io.assentor.server.tokens.PageTokens;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;

/** Production's sign-in on pages: one of the issuers whose tokens are accepted, and its client. */
@Configuration(proxyBeanMethods = false)
@Conditional({OnRole.Api.class, OnPages.class})
class SignInConfiguration {

  @Bean
  PageSettings pageSettings(Settings settings) {
    var pages = settings.pages();
    var issuer = URI.create(pages.issuer());
    var origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
    return new PageSettings(
        settings.publicUrl(),
        origin,
        pages.stepUpAcr(),
        pages.stepUpMaxAge(),
        pages.signInsPerMinute());
  }

  @Bean
  PageTokens pageTokens(Settings settings) {
    var tenants =
        Issuer.list(settings.security().issuers()).stream()
            .filter(issuer -> issuer.address().equals(settings.pages().issuer()))
            .flatMap(issuer -> issuer.tenants().stream())
            .toList();
    return new PageTokens(tenants);
  }

  /** The issuer is asked for its endpoints when the first person signs in, not before. */
  @Bean
  ClientRegistrationRepository registrations(Settings settings) {
    return new SupplierClientRegistrationRepository(
        () -> new InMemoryClientRegistrationRepository(registration(settings)));
  }

  private static ClientRegistration registration(Settings settings) {
    var pages = settings.pages();
    return ClientRegistrations.fromIssuerLocation(pages.issuer())
        .registrationId(PageSettings.REGISTRATION)
        .clientId(pages.clientId())
        .clientSecret(pages.clientSecret())
        .redirectUri(settings.publicUrl() + PageSettings.CALLBACK)
        .scope(pages.scopes())
        .clientSettings(ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
        .build();
  }
}
