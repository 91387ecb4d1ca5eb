// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Actor;
import io.assentor.core.Authority;
import io.assentor.core.Role;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.call.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * The caller and their roles, from a bearer token or a sign-in.
 *
 * @param roles what the token lets them do here
 * @param claimed all roles the token gives them, of which the directory may take up some
 * @param note a sentence, without its full stop, on why roles may be missing; absent if nothing is
 *     known to be left out
 */
public record Caller(
    Principal principal, Set<Role> roles, Set<String> claimed, @Nullable String note) {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Reads the caller from what {@link TokenClaims} made. */
  public static Caller of(Authentication authentication) {
    var claims = claims(authentication);
    var roles = EnumSet.noneOf(Role.class);
    var claimed = new HashSet<String>();
    for (GrantedAuthority authority : authentication.getAuthorities()) {
      if (authority instanceof TokenClaims.Overage) {
        continue; // no role
      }
      claimed.add(String.valueOf(authority.getAuthority()));
      Arrays.stream(Role.values())
          .filter(role -> role.authority().equals(authority.getAuthority()))
          .forEach(roles::add);
    }
    var principal =
        new Principal(
            claim(claims, TokenClaims.TENANT),
            claim(claims, JwtClaimNames.ISS),
            claim(claims, JwtClaimNames.SUB));
    return new Caller(principal, roles, claimed, TokenClaims.note(authentication));
  }

  private static ClaimAccessor claims(Authentication authentication) {
    return switch (authentication) {
      case JwtAuthenticationToken bearer -> bearer.getToken();
      case OAuth2AuthenticationToken signIn when signIn.getPrincipal() instanceof OidcUser user ->
          user;
      default ->
          throw new IllegalStateException(
              "neither a bearer token nor a sign-in: " + authentication.getClass());
    };
  }

  /** {@link TokenClaims} and the decoder ensure that these are present. */
  private static String claim(ClaimAccessor claims, String name) {
    return Objects.requireNonNull(claims.getClaimAsString(name), name);
  }

  /** Returns the approval id in the caller's tenant; empty if the text is not an id. */
  public Optional<ApprovalId> approval(String id) {
    return UUID_FORM.matcher(id).matches()
        ? Optional.of(new ApprovalId(principal.tenant(), UUID.fromString(id)))
        : Optional.empty();
  }

  /** Resolves the actor; within a request the {@link ActorFilter} has done so. */
  Actor actor(Authority authority) {
    return authority.actor(principal, roles, claimed, note);
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }

  /** Returns whether the caller may see the call, not only the outcome. */
  public boolean reviews() {
    return is(Role.APPROVER) || is(Role.AUDITOR) || is(Role.ADMIN);
  }

  /** Returns whether the caller may see all of the tenant's requests. */
  public boolean audits() {
    return is(Role.AUDITOR) || is(Role.ADMIN);
  }
}
