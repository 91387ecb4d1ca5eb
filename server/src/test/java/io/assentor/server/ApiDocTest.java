// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.AnswerRow;
import io.assentor.api.ProblemCode;
import io.assentor.core.approval.EventFormat;
import io.assentor.harness.CommittedDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void apiDoc_listsEveryAnswer() throws IOException {
    CommittedDocs.checkTable(
        "api.md",
        "| status and use | allow | reasonCode | nextAction | message |",
        Arrays.stream(AnswerRow.values())
            .map(
                it ->
                    "| %s | %s | `%s` | `%s` | %s |"
                        .formatted(
                            it.state(),
                            it.allow() ? "**true**" : "false",
                            it.reasonCode(),
                            it.nextAction(),
                            it.message()))
            .toList());
  }

  @Test
  void apiDoc_namesEveryEvent() throws IOException {
    var names = EventFormat.types().stream().map(it -> "`" + it + "`").toList();
    var last = names.size() - 1;
    var sentence =
        "Events are " + String.join(", ", names.subList(0, last)) + " and " + names.get(last) + ".";

    assertThat(Files.readString(Path.of("../docs/api.md")).replace('\n', ' ')).contains(sentence);
  }
}
