// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Roles and subjects as the issuers people use put them into tokens. */
class TokenClaimsTest {

  private static final String EVERYWHERE = "realm_access.roles, groups, roles";
  private static final String ISSUER = "https://issuer.example";

  @Test
  void keycloak_hasThemInsideOfRealmAccess() {
    assertThat(
            roles(
                EVERYWHERE,
                "",
                Map.of("realm_access", Map.of("roles", List.of("approver", "offline_access")))))
        .containsExactly("approver", "offline_access");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resource_access.\"https://app.example/a.b\".roles",
        "\"resource_access\".\"https://app.example/a.b\".\"roles\"",
        "resource_access.https://app.example/a.b.roles",
      })
  void keycloakClientWithDotsInItsId_isFoundQuotedOrNot(String path) {
    var clients = Map.of("https://app.example/a.b", Map.of("roles", List.of("approver")));
    assertThat(roles(path, "", Map.of("resource_access", clients))).containsExactly("approver");
    assertThat(roles(path, "", Map.of("resource_access", Map.of("https://app", clients))))
        .isEmpty();
  }

  @Test
  void quotedName_isThatNameAndNoPath() {
    var claims = Map.<String, Object>of("a", Map.of("b", Map.of("roles", "admin")));
    assertThat(roles("a.b.roles", "", claims)).containsExactly("admin");
    assertThat(roles("\"a.b\".roles", "", claims)).isEmpty();
  }

  @Test
  void zitadel_hasThemAsNamesOfAnObject() {
    var claim = "urn:zitadel:iam:org:project:roles";
    var claims =
        Map.<String, Object>of(
            claim, Map.of("approver", Map.of("2301", "acme.zitadel.cloud"), "admin", false));
    assertThat(roles(claim, "", claims)).containsExactly("approver");
    assertThat(roles(claim, "approver=auditor", claims)).containsExactly("auditor");
  }

  @Test
  void okta_hasGroupsByName() {
    assertThat(
            roles(
                "groups",
                "Assentor Approvers=approver, SRE = sre ",
                Map.of("groups", List.of("Everyone", "Assentor Approvers", "SRE"))))
        .as("what the map does not name means nothing")
        .containsExactly("approver", "sre");
  }

  @Test
  void activeDirectory_hasNamesWithCommasAndEqualsSigns() {
    var sre = "CN=SRE\\, Night,OU=Groups,DC=example,DC=com";
    var quoted = "CN=The \"best\",DC=example";
    var map =
        "\"" + sre + "\"=approver, \"" + quoted.replace("\"", "\"\"") + "\" = auditor,CN=x=admin";
    assertThat(roles("groups", map, Map.of("groups", List.of(sre, quoted, "CN=x"))))
        .containsExactly("admin", "approver", "auditor");
  }

  @Test
  void entra_hasGroupsByObjectIdAndApplicationRoles() {
    var group = "11111111-2222-3333-4444-555555555555";
    assertThat(
            roles(
                EVERYWHERE,
                group + "=auditor,Assentor.Admin=admin",
                Map.of("groups", List.of(group), "roles", List.of("Assentor.Admin"))))
        .containsExactly("admin", "auditor");
  }

  @Test
  void entraWithTooManyGroups_saysThatItLeftThemOut() {
    var overage = Map.<String, Object>of("_claim_names", Map.of("groups", "src1"));
    assertThat(leavesOut("groups", overage)).isTrue();
    assertThat(leavesOut("roles,groups", overage)).isTrue();
    assertThat(leavesOut("roles", overage)).as("no roles are there").isFalse();
    assertThat(leavesOut("groups", Map.of("hasgroups", true))).isTrue();
    assertThat(leavesOut("groups", Map.of("hasgroups", "true"))).isTrue();
    assertThat(leavesOut("groups", Map.of("hasgroups", false))).isFalse();
    assertThat(leavesOut("groups", Map.of("groups", List.of("x")))).isFalse();
    assertThat(leavesOut("groups", Map.of("_claim_names", "groups"))).isFalse();
  }

  @Test
  void claimWithADotInItsName_isFoundAsItIs() {
    var claim = "https://acme.example/roles";
    assertThat(roles(claim, "", Map.of(claim, "approver"))).containsExactly("approver");
  }

  @Test
  void claimThatIsNoText_meansNothing() {
    assertThat(
            roles(
                EVERYWHERE,
                "",
                Map.of("groups", 7, "roles", List.of(1, true), "realm_access", "approver")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approver",
        "=approver",
        "x=",
        "a=b,",
        "\"a=b",
        "\"a\"b=c",
        "a=b,a=c",
        "\"\"=a",
        "CN=SRE,OU=Groups,DC=com=approver"
      })
  void mapThatSaysNothing_isRefused(String map) {
    assertThatThrownBy(() -> TokenClaims.reading(EVERYWHERE, map, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "roles,", "a.\"b", "\"\".b", "a.\"b\"c"})
  void pathThatSaysNothing_isRefused(String paths) {
    assertThatThrownBy(() -> TokenClaims.reading(paths, "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void anotherClaimThanSub_namesThePersonForItsIssuer() {
    var claims = Map.<String, Object>of("oid", "0a1b", "roles", "approver");
    var chosen = TokenClaims.reading("roles", "", ISSUER + "=oid");
    assertThat(subject(chosen, claims)).isEqualTo("0a1b");
    assertThat(subject(TokenClaims.reading("roles", "", ""), claims)).isEqualTo("alice");
    assertThat(subject(TokenClaims.reading("roles", "", "https://x.example=oid"), claims))
        .isEqualTo("alice");
    assertThatThrownBy(() -> chosen.convert(jwt(Map.of("roles", "approver"))))
        .as("a token without it is nobody's")
        .isInstanceOf(InvalidBearerTokenException.class);
    assertThatThrownBy(() -> chosen.convert(jwt(Map.of("oid", 7))))
        .isInstanceOf(InvalidBearerTokenException.class);
  }

  private static String subject(TokenClaims reading, Map<String, Object> claims) {
    return Caller.of(Objects.requireNonNull(reading.convert(jwt(claims)))).principal().name();
  }

  @Test
  void rolesThatWereLeftOut_areNotedAndGiveNothing() {
    var reading = TokenClaims.reading("roles", "", "");
    var overage = Map.<String, Object>of("_claim_names", Map.of("roles", "src1"));
    var caller = Caller.of(Objects.requireNonNull(reading.convert(jwt(overage))));
    assertThat(caller.note())
        .isEqualTo(TokenClaims.WHY_ROLES_ARE_MISSING)
        .as("who says it ends the sentence")
        .doesNotEndWith(".");
    assertThat(caller.claimed()).isEmpty();
    assertThat(caller.roles()).isEmpty();
    var whole =
        Caller.of(Objects.requireNonNull(reading.convert(jwt(Map.of("roles", "approver")))));
    assertThat(whole.note()).isNull();
    var forged = Map.<String, Object>of("roles", "roles-left-out");
    assertThat(Caller.of(Objects.requireNonNull(reading.convert(jwt(forged)))).note()).isNull();
  }

  private static boolean leavesOut(String paths, Map<String, Object> claims) {
    return TokenClaims.reading(paths, "", "").leavesRolesOut(jwt(claims));
  }

  private static Jwt jwt(Map<String, Object> claims) {
    var all = new HashMap<>(claims);
    return Jwt.withTokenValue("token")
        .header("alg", "none")
        .issuer(ISSUER)
        .subject("alice")
        .claim("tenant", "default")
        .claims(it -> it.putAll(all))
        .build();
  }

  private static List<String> roles(String paths, String map, Map<String, Object> claims) {
    return Objects.requireNonNull(TokenClaims.reading(paths, map, "").convert(jwt(claims)))
        .getAuthorities()
        .stream()
        .map(GrantedAuthority::getAuthority)
        .toList();
  }
}
