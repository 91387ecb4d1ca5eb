// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final String TENANT = "tenant";

  private final Set<String> tenants;
  private final ConcurrentHashMap<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

  /**
   * Trusts the issuer.
   *
   * @param tenants the tenants of its tokens; none: all
   */
  public PageTokens(List<String> tenants) {
    this.tenants = Set.copyOf(tenants);
  }

  @Override
  public JwtDecoder createDecoder(ClientRegistration registration) {
    return decoders.computeIfAbsent(registration.getRegistrationId(), id -> decoder(registration));
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
