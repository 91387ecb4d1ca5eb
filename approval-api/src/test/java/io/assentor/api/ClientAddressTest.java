// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private static final ClientAddress BEHIND =
      new ClientAddress(List.of("10.0.0.0/8", " 192.0.2.7", "2001:db8:aa::/48"));

  @Test
  void forwardedAddress_countsFromConfiguredProxiesOnly() {
    assertThat(of(BEHIND, "10.1.2.3", "203.0.113.9")).isEqualTo(of(BEHIND, "203.0.113.9"));
    assertThat(of(BEHIND, "192.0.2.7", "203.0.113.9")).isEqualTo(of(BEHIND, "203.0.113.9"));
    assertThat(of(BEHIND, "192.0.2.8", "203.0.113.9")).isEqualTo(of(BEHIND, "192.0.2.8"));
    var alone = new ClientAddress(List.of());
    assertThat(of(alone, "10.1.2.3", "203.0.113.9")).isEqualTo(of(alone, "10.1.2.3"));
  }

  @Test
  void whatTheClientWroteItself_isNotBelieved() {
    var real = of(BEHIND, "203.0.113.9");
    assertThat(of(BEHIND, "10.1.2.3", "198.51.100.1, 203.0.113.9")).isEqualTo(real);
    assertThat(of(BEHIND, "10.1.2.3", "198.51.100.1, 203.0.113.9, 10.9.9.9")).isEqualTo(real);
    assertThat(of(BEHIND, "10.1.2.3", "198.51.100.1", "203.0.113.9")).isEqualTo(real);
    assertThat(of(BEHIND, "10.1.2.3", "10.0.0.1,".repeat(10_000) + "203.0.113.9")).isEqualTo(real);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "unknown", "localhost", "face", "1.2.3.4.5", "999.1.1.1", "::g", "%00"})
  void forwardedNonsense_countsAsTheProxy(String forwarded) {
    assertThat(of(BEHIND, "10.1.2.3", forwarded)).isEqualTo(of(BEHIND, "10.1.2.3"));
  }

  @Test
  void ipv6Subscriber_isOneAddress() {
    assertThat(of(BEHIND, "2001:db8:1:2::1")).isEqualTo(of(BEHIND, "2001:db8:1:2:ffff::9"));
    assertThat(of(BEHIND, "2001:db8:1:2::1")).isNotEqualTo(of(BEHIND, "2001:db8:1:3::1"));
    assertThat(of(BEHIND, "2001:db8:aa::1", "2001:db8:1:2::1"))
        .isEqualTo(of(BEHIND, "2001:db8:1:2::1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/x", "", "1.2.3"})
  void proxyThatIsNoAddress_isRefused(String proxy) {
    assertThatThrownBy(() -> new ClientAddress(List.of(proxy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: an address");
  }

  private static String of(ClientAddress addresses, String peer, String... forwarded) {
    return addresses.of(peer, List.of(forwarded));
  }
}
