// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "0:0:0:0:0:0:0:1",
        "http://127.0.0.1:8080",
        "http://localhost:8080/assentor",
        "http://[::1]:8080",
        "jdbc:postgresql://127.0.0.1:5432/postgres?ssl=false",
        "jdbc:postgresql://localhost/assentor",
      })
  void thisMachine_isLoopback(String value) {
    assertThat(Loopback.isHostOf(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.7",
        "https://assentor.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1:80@evil.example/",
        "http://localhost.evil.example/",
        "jdbc:postgresql://db.example/assentor",
        "jdbc:postgresql://127.0.0.1:5432,db.example:5432/assentor",
      })
  void anotherMachine_isNot(String value) {
    assertThat(Loopback.isHostOf(value)).isFalse();
  }
}
