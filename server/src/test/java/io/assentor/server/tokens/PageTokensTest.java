// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

class PageTokensTest {

  private final AtomicLong nanoTime = new AtomicLong();
  private final PageTokens tokens = new PageTokens(List.of(), nanoTime::get);

  @Test
  void decoder_isKeptForAnHour() {
    var first = tokens.createDecoder(pages());
    nanoTime.addAndGet(PageTokens.KEPT.toNanos() - 1);
    assertThat(tokens.createDecoder(pages())).isSameAs(first);

    nanoTime.addAndGet(1);
    assertThat(tokens.createDecoder(pages())).isNotSameAs(first);
  }

  private static ClientRegistration pages() {
    return ClientRegistration.withRegistrationId("pages")
        .clientId("pages")
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri("https://assentor.example/login")
        .authorizationUri("https://issuer.example/authorize")
        .tokenUri("https://issuer.example/token")
        .jwkSetUri("https://issuer.example/keys")
        .build();
  }
}
