// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Reads tenant and roles from a token, or from a sign-in. One without a tenant is nobody's and is
 * refused. Issuers name roles differently: Keycloak in {@code realm_access.roles}, Okta in {@code
 * groups}, Entra in {@code roles} (application roles) or {@code groups} (object ids).
 */
public final class TokenClaims implements Converter<Jwt, AbstractAuthenticationToken> {

  static final String TENANT = "tenant";

  private final List<String> paths;
  private final Map<String, String> map;

  /**
   * Reads roles so.
   *
   * @param paths claims that hold a string or strings; a dot goes into an object
   * @param map what values mean, as {@code value=role}; if there are none, they mean themselves,
   *     and else the others mean nothing
   */
  TokenClaims(List<String> paths, List<String> map) {
    this.paths = paths.stream().map(String::strip).toList();
    this.map = new HashMap<>();
    for (var entry : map) {
      int at = entry.lastIndexOf('=');
      if (at < 1 || at == entry.length() - 1) {
        throw new IllegalArgumentException(
            "ASSENTOR_ROLE_MAP has \"" + entry + "\" (expected: value=role)");
      }
      this.map.put(entry.substring(0, at).strip(), entry.substring(at + 1).strip());
    }
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    if (!nameSomebody(jwt)) {
      throw new InvalidBearerTokenException("the token names no tenant, subject or issuer");
    }
    return new JwtAuthenticationToken(jwt, authorities(jwt));
  }

  /** Whether the claims say whose they are: tenant, issuer and subject. */
  public boolean nameSomebody(ClaimAccessor claims) {
    return Stream.of(TENANT, JwtClaimNames.ISS, JwtClaimNames.SUB)
        .map(claims::getClaimAsString)
        .allMatch(claim -> claim != null && !claim.isEmpty());
  }

  /** The roles that the claims give. */
  public Collection<GrantedAuthority> authorities(ClaimAccessor claims) {
    var roles = new TreeSet<String>();
    for (var path : paths) {
      for (var value : values(at(path, claims.getClaims()))) {
        var role = map.isEmpty() ? value : map.get(value);
        if (role != null && !role.isEmpty()) {
          roles.add(role);
        }
      }
    }
    return roles.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
  }

  /** The claim of that name; else, what is inside the claim before the dot. */
  private static @Nullable Object at(String path, Map<?, ?> claims) {
    var claim = claims.get(path);
    int dot = path.indexOf('.');
    if (claim != null || dot < 0) {
      return claim;
    }
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inside
        ? at(path.substring(dot + 1), inside)
        : null;
  }

  private static List<String> values(@Nullable Object claim) {
    return switch (claim) {
      case String value -> List.of(value);
      case Collection<?> values ->
          values.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
