// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Decodes tokens of several issuers, each with its own keys, fetched when first needed. The issuer
 * a token names only chooses whose keys it is held against.
 */
final class IssuersDecoder implements JwtDecoder {

  private final Map<String, JwtDecoder> decoders;

  IssuersDecoder(List<String> issuers, String audience) {
    this.decoders =
        issuers.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    issuer -> new SupplierJwtDecoder(() -> decoder(issuer, audience))));
  }

  private static JwtDecoder decoder(String issuer, String audience) {
    var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
    var forUs =
        new JwtClaimValidator<List<String>>(
            JwtClaimNames.AUD, aud -> aud != null && aud.contains(audience));
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(JwtValidators.createDefaultWithIssuer(issuer), forUs));
    return decoder;
  }

  @Override
  public Jwt decode(String token) {
    try {
      var issuer = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
      var decoder = issuer == null ? null : decoders.get(issuer);
      if (decoder == null) {
        throw new BadJwtException("not an issuer we accept: " + issuer);
      }
      return decoder.decode(token);
    } catch (ParseException e) {
      throw new BadJwtException("not a JSON Web Token", e);
    }
  }
}
