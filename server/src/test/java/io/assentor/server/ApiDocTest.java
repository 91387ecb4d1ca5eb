// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ProblemCode;
import io.assentor.harness.CommittedDocs;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The tables of docs/api.md are what the code answers with. */
class ApiDocTest {

  @Test
  void apiDoc_listsEveryProblem() throws IOException {
    CommittedDocs.checkTable(
        "api.md",
        "| status | code | title | when |",
        Arrays.stream(ProblemCode.values())
            .map(
                it ->
                    "| %d | `%s` | %s | %s |"
                        .formatted(it.status(), it.code(), it.title(), it.meaning()))
            .toList());
  }
}
