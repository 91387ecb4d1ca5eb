// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.server.AssentorServer;
import io.assentor.server.settings.StartupException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;

class EvaluationConfigurationTest {

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
    assertThat(EvaluationConfiguration.isLoopback(value)).isTrue();
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
    assertThat(EvaluationConfiguration.isLoopback(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--server.address=0.0.0.0",
        "--assentor.public-url=https://assentor.example",
        "--assentor.database.url=jdbc:postgresql://db.example/assentor",
      })
  void evaluationMode_refusesToLeaveThisMachine(String setting, @TempDir Path data) {
    assertThatThrownBy(
            () ->
                SpringApplication.run(
                    AssentorServer.class, setting, "--server.port=0", "--assentor.data=" + data))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_EVALUATION_EXPOSED=true");
  }

  @Test
  void production_namesWhatIsMissing(@TempDir Path data) {
    assertThatThrownBy(
            () ->
                SpringApplication.run(
                    AssentorServer.class,
                    "--spring.profiles.active=production",
                    "--assentor.data=" + data))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_POLICY_DIR is unset");
  }
}
