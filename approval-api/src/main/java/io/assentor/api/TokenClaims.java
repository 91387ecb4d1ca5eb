// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Reads tenant and roles from a token. One without a tenant is nobody's and is refused. */
final class TokenClaims implements Converter<Jwt, AbstractAuthenticationToken> {

  static final String TENANT = "tenant";
  static final String ROLES = "roles";

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    var tenant = jwt.getClaimAsString(TENANT);
    if (tenant == null || tenant.isEmpty() || jwt.getSubject() == null || jwt.getIssuer() == null) {
      throw new InvalidBearerTokenException("the token names no tenant, subject or issuer");
    }
    return new JwtAuthenticationToken(jwt, authorities(jwt));
  }

  private static Collection<GrantedAuthority> authorities(Jwt jwt) {
    var roles = Objects.requireNonNullElse(jwt.getClaimAsStringList(ROLES), List.<String>of());
    return roles.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
  }
}
