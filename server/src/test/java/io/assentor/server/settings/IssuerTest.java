// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssuerTest {

  @Test
  void oneIssuer_mayBeWithoutTenants() {
    assertThat(Issuer.list(List.of("https://idp.example/realms/a")))
        .containsExactly(new Issuer("https://idp.example/realms/a", Set.of()));
  }

  @Test
  void severalIssuers_nameTheirTenants() {
    assertThat(Issuer.list(List.of("https://a.example/ acme", " https://b.example  x y ")))
        .containsExactly(
            new Issuer("https://a.example/", Set.of("acme")),
            new Issuer("https://b.example", Set.of("x", "y")));
    assertThatThrownBy(() -> Issuer.list(List.of("https://a.example", "https://b.example acme")))
        .hasMessageContaining("names no tenants for https://a.example");
  }

  @Test
  void issuerTwice_isRefused() {
    assertThatThrownBy(() -> Issuer.list(List.of("https://a.example x", "https://a.example y")))
        .hasMessageContaining("twice");
  }

  @Test
  void issuerThatIsNoAddress_isRefused() {
    for (var wrong :
        List.of("", "idp.example", "ldap://idp.example", "https://idp.example/?a", "https://")) {
      assertThatThrownBy(() -> Issuer.list(List.of(wrong))).as(wrong).hasMessageContaining("http");
    }
  }
}
