// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who calls, and with which roles.
 *
 * @param roles what the token lets them do here
 * @param claimed all roles the token gives them, of which the directory may take up some
 */
record Caller(Principal principal, Set<Role> roles, Set<String> claimed) {

  static Caller of(Authentication authentication) {
    if (!(authentication instanceof JwtAuthenticationToken token)) {
      throw new IllegalStateException("not a bearer token: " + authentication.getClass());
    }
    var jwt = token.getToken();
    var roles = EnumSet.noneOf(Role.class);
    var claimed = new HashSet<String>();
    for (GrantedAuthority authority : token.getAuthorities()) {
      claimed.add(String.valueOf(authority.getAuthority()));
      Arrays.stream(Role.values())
          .filter(role -> role.authority().equals(authority.getAuthority()))
          .forEach(roles::add);
    }
    var principal =
        new Principal(
            claim(jwt, TokenClaims.TENANT),
            claim(jwt, JwtClaimNames.ISS),
            claim(jwt, JwtClaimNames.SUB));
    return new Caller(principal, roles, claimed);
  }

  /** {@link TokenClaims} and the decoder have seen to it that these are there. */
  private static String claim(Jwt jwt, String name) {
    return Objects.requireNonNull(jwt.getClaimAsString(name), name);
  }

  boolean is(Role role) {
    return roles.contains(role);
  }

  /** May see what is asked, not only what came of it. */
  boolean reviews() {
    return is(Role.APPROVER) || is(Role.AUDITOR) || is(Role.ADMIN);
  }
}
