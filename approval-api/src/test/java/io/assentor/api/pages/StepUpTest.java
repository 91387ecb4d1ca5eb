// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

class StepUpTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static boolean counts(List<String> acr, Map<String, Object> claims) {
    var settings = new PageSettings("https://a.example", "", acr, Duration.ofSeconds(60), 600);
    var all = new HashMap<>(claims);
    all.put("sub", "alice");
    var token = new OidcIdToken("token", NOW.minusSeconds(1), NOW.plusSeconds(300), all);
    return StepUp.counts(token, settings, NOW);
  }

  @Test
  void signIn_countsOnlyWhileItIsFresh() {
    assertThat(counts(List.of(), Map.of("auth_time", NOW.minusSeconds(59)))).isTrue();
    assertThat(counts(List.of(), Map.of("auth_time", NOW.minusSeconds(66)))).isFalse();
  }

  @Test
  void issuerThatDoesNotSayWhen_isNotBelieved() {
    assertThat(counts(List.of(), Map.of())).isFalse();
  }

  @Test
  void kindOfSignIn_mustBeOneOfThoseAskedFor() {
    var fresh = Map.<String, Object>of("auth_time", NOW);
    var password = Map.<String, Object>of("auth_time", NOW, "acr", "pwd", "amr", List.of("pwd"));
    var key = Map.<String, Object>of("auth_time", NOW, "amr", List.of("hwk", "user"));
    var phishingResistant = Map.<String, Object>of("auth_time", NOW, "acr", "phr");
    var wanted = List.of("phr", "hwk");
    assertThat(counts(wanted, fresh)).isFalse();
    assertThat(counts(wanted, password)).isFalse();
    assertThat(counts(wanted, key)).isTrue();
    assertThat(counts(wanted, phishingResistant)).isTrue();
  }
}
