// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies ID tokens with the issuer's keys. Every asymmetric algorithm is accepted, because the
 * key determines its own; as for bearer tokens, an issuer is accepted only for its own tenants.
 */
public final class PageTokens implements JwtDecoderFactory<ClientRegistration> {

  /** A decoder, and what it knows of the issuer's keys, lives no longer. */
  static final Duration KEPT = Duration.ofHours(1);

  private static final int MAX_KEPT = 100;
  private static final String TENANT = "tenant";

  private final Set<String> tenants;
  private final Cache<String, JwtDecoder> decoders;

  /**
   * Trusts the issuer.
   *
   * @param tenants the tenants of its tokens; none: all
   */
  public PageTokens(List<String> tenants) {
    this(tenants, Ticker.systemTicker());
  }

  PageTokens(List<String> tenants, Ticker ticker) {
    this.tenants = Set.copyOf(tenants);
    this.decoders =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public JwtDecoder createDecoder(ClientRegistration registration) {
    return decoders.get(registration.getRegistrationId(), id -> decoder(registration));
  }

  private JwtDecoder decoder(ClientRegistration registration) {
    var keys = Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri(), "jwks_uri");
    var decoder =
        NimbusJwtDecoder.withJwkSetUri(keys)
            .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(),
            new OidcIdTokenValidator(registration),
            new JwtClaimValidator<String>(
                TENANT,
                tenant -> tenants.isEmpty() || (tenant != null && tenants.contains(tenant)))));
    return decoder;
  }
}
