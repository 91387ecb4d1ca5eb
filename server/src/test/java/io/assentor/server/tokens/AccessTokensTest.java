// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

class AccessTokensTest {

  private static final String ISSUER = "https://issuer.example";

  private static boolean admits(Map<String, Object> header, Map<String, Object> claims) {
    var token =
        Jwt.withTokenValue("x")
            .header("alg", "ES256")
            .headers(it -> it.putAll(header))
            .issuer(ISSUER)
            .expiresAt(Instant.now().plusSeconds(60))
            .claims(it -> it.putAll(claims))
            .build();
    return !AccessTokens.of(ISSUER).validate(token).hasErrors();
  }

  @Test
  void accessTokens_areAdmitted() {
    assertThat(admits(Map.of(), Map.of())).isTrue();
    assertThat(admits(Map.of("typ", "JWT"), Map.of())).isTrue();
    assertThat(admits(Map.of("typ", "at+jwt"), Map.of())).as("RFC 9068").isTrue();
    assertThat(admits(Map.of("typ", "application/at+jwt"), Map.of())).isTrue();
    assertThat(admits(Map.of("typ", "JWT"), Map.of("typ", "Bearer", "nonce", "n")))
        .as("of an older Keycloak")
        .isTrue();
  }

  @Test
  void idTokens_andOthers_areNot() {
    for (var claim : List.of("nonce", "at_hash", "c_hash")) {
      assertThat(admits(Map.of("typ", "JWT"), Map.of(claim, "x"))).as(claim).isFalse();
    }
    assertThat(admits(Map.of("typ", "JWT"), Map.of("typ", "ID"))).as("of Keycloak").isFalse();
    assertThat(admits(Map.of("typ", "logout+jwt"), Map.of())).isFalse();
  }
}
