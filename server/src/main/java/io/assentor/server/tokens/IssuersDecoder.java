// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import com.nimbusds.jwt.JWTParser;
import io.assentor.server.settings.Issuer;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Decodes tokens of several issuers, each with its own keys, fetched when first needed. The issuer
 * named in a token only selects the keys that verify it, and an issuer is accepted only for its own
 * tenants.
 */
public final class IssuersDecoder implements JwtDecoder {

  private static final String TENANT = "tenant";

  private final Map<String, JwtDecoder> decoders = new HashMap<>();

  /**
   * Accepts these issuers.
   *
   * @param audience the required value of {@code aud}
   */
  public IssuersDecoder(List<Issuer> issuers, String audience) {
    for (var issuer : issuers) {
      decoders.put(
          issuer.address(),
          new SupplierJwtDecoder(() -> decoder(issuer.address(), issuer.tenants(), audience)));
    }
  }

  private static JwtDecoder decoder(String issuer, Set<String> tenants, String audience) {
    var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
    var forUs =
        new JwtClaimValidator<List<String>>(
            JwtClaimNames.AUD, aud -> aud != null && aud.contains(audience));
    var ofItsTenants =
        new JwtClaimValidator<String>(
            TENANT, tenant -> tenants.isEmpty() || (tenant != null && tenants.contains(tenant)));
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(AccessTokens.of(issuer), forUs, ofItsTenants));
    return decoder;
  }

  @Override
  public Jwt decode(String token) {
    try {
      return decoderFor(token).decode(token);
    } catch (JwtDecoderInitializationException e) {
      throw new JwtException("the issuer's keys cannot be fetched", e); // a fault, not a bad token
    }
  }

  private JwtDecoder decoderFor(String token) {
    try {
      var claims = JWTParser.parse(token).getJWTClaimsSet(); // null when it is encrypted
      var decoder = claims == null ? null : decoders.get(claims.getIssuer());
      if (decoder == null) {
        throw new BadJwtException("not a token of an issuer we accept");
      }
      return decoder;
    } catch (ParseException e) {
      throw new BadJwtException("not a JSON Web Token", e);
    }
  }
}
