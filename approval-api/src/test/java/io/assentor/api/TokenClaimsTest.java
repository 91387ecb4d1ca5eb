// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/** Roles as the issuers people use put them into tokens. */
class TokenClaimsTest {

  private static final List<String> EVERYWHERE = List.of("realm_access.roles", "groups", "roles");

  @Test
  void keycloak_hasThemInsideOfRealmAccess() {
    assertThat(
            roles(
                EVERYWHERE,
                List.of(),
                Map.of("realm_access", Map.of("roles", List.of("approver", "offline_access")))))
        .containsExactly("approver", "offline_access");
  }

  @Test
  void okta_hasGroupsByName() {
    assertThat(
            roles(
                List.of("groups"),
                List.of("Assentor Approvers=approver", " SRE = sre "),
                Map.of("groups", List.of("Everyone", "Assentor Approvers", "SRE"))))
        .as("what the map does not name means nothing")
        .containsExactly("approver", "sre");
  }

  @Test
  void entra_hasGroupsByObjectIdAndApplicationRoles() {
    var group = "11111111-2222-3333-4444-555555555555";
    var map = List.of(group + "=auditor", "Assentor.Admin=admin");
    assertThat(
            roles(
                EVERYWHERE,
                map,
                Map.of("groups", List.of(group), "roles", List.of("Assentor.Admin"))))
        .containsExactly("admin", "auditor");
  }

  @Test
  void claimWithADotInItsName_isFoundAsItIs() {
    var claim = "https://acme.example/roles";
    assertThat(roles(List.of(claim), List.of(), Map.of(claim, "approver")))
        .containsExactly("approver");
  }

  @Test
  void claimThatIsNoText_meansNothing() {
    assertThat(
            roles(
                EVERYWHERE,
                List.of(),
                Map.of("groups", 7, "roles", List.of(1, true), "realm_access", "approver")))
        .isEmpty();
  }

  @Test
  void mapThatSaysNothing_isRefused() {
    for (var entry : List.of("approver", "=approver", "x=")) {
      assertThatThrownBy(() -> new TokenClaims(EVERYWHERE, List.of(entry)))
          .hasMessageContaining("expected: value=role");
    }
  }

  private static List<String> roles(
      List<String> paths, List<String> map, Map<String, Object> claims) {
    var jwt =
        Jwt.withTokenValue("token")
            .header("alg", "none")
            .issuer("https://issuer.example")
            .subject("alice")
            .claim("tenant", "default")
            .claims(all -> all.putAll(claims))
            .build();
    return Objects.requireNonNull(new TokenClaims(paths, map).convert(jwt))
        .getAuthorities()
        .stream()
        .map(GrantedAuthority::getAuthority)
        .toList();
  }
}
