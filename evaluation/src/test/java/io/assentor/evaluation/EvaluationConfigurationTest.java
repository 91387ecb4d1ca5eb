// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.server.Launcher;
import io.assentor.server.settings.Mode;
import io.assentor.server.settings.StartupException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationConfigurationTest {

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
                Launcher.application(AssentorEvaluation.class, Mode.EVALUATION)
                    .run(setting, "--server.port=0", "--assentor.data=" + data))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_EVALUATION_EXPOSED=true");
  }
}
