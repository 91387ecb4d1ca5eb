// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;

/**
 * Accepts access tokens and rejects ID tokens, which prove a sign-in and pass through a browser
 * (RFC 8725, 3.11 and 3.12). Few issuers set the type of access tokens (RFC 9068), so tokens
 * without it are checked for claims that only ID tokens have.
 */
public final class AccessTokens implements OAuth2TokenValidator<Jwt> {

  private static final String TYPE = "typ";
  private static final Set<String> ACCESS_TOKEN = Set.of("at+jwt", "application/at+jwt");

  /** OpenID Connect Core, 2 and 3.3.2.11. */
  private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

  /** Keycloak's, which writes the type among the claims; its older ones have a nonce in both. */
  private static final String KEYCLOAK_ID_TOKEN = "ID";

  private static final String KEYCLOAK_ACCESS_TOKEN = "Bearer";

  private AccessTokens() {}

  /** Accepts unexpired access tokens of this issuer. */
  public static OAuth2TokenValidator<Jwt> of(String issuer) {
    var types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
    types.setAllowEmpty(true);
    return JwtValidators.createDefaultWithValidators(
        List.of(types, new JwtIssuerValidator(issuer), new AccessTokens()));
  }

  @Override
  public OAuth2TokenValidatorResult validate(Jwt token) {
    if (ACCESS_TOKEN.contains(String.valueOf(token.getHeaders().get(TYPE)))
        || KEYCLOAK_ACCESS_TOKEN.equals(token.getClaims().get(TYPE))) {
      return OAuth2TokenValidatorResult.success();
    }
    boolean isIdToken =
        OF_ID_TOKENS.stream().anyMatch(token::hasClaim)
            || KEYCLOAK_ID_TOKEN.equals(token.getClaims().get(TYPE));
    return isIdToken
        ? OAuth2TokenValidatorResult.failure(
            new OAuth2Error(
                OAuth2ErrorCodes.INVALID_TOKEN, "an ID token is not an access token", null))
        : OAuth2TokenValidatorResult.success();
  }
}
