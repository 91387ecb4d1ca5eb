// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two submissions under one idempotency key the same request, and what does not. */
class SubmissionMeaningTest {

  private static final Principal GATEWAY = new Principal("default", "https://id.example", "gw");

  private static final String ASKED =
      """
      {"tool": {"server": "s", "name": "t"}, "arguments": {"a": 1, "b": [true]},
       "subject": {"id": "dana"}, "agent": {"id": "bot"}, "session": "s1",
       "context": {"justification": "because", "traceparent": "00-aa-01"}, "expiresIn": 60}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // other bytes: white space, order, escapes, forms of a number
        "{\"agent\":{\"id\":\"bot\"},\"arguments\":{\"b\":[true],\"a\":1.0},\"session\":\"\\u00731\",\"expiresIn\":6e1,"
            + "\"subject\":{\"id\":\"dana\"},\"tool\":{\"name\":\"t\",\"server\":\"s\"},"
            + "\"context\":{\"justification\":\"because\",\"traceparent\":\"00-aa-01\"}}",
        // another trace, none, and defaults spelled out
        "{\"tool\":{\"server\":\"s\",\"name\":\"t\",\"annotations\":{},\"definitionHash\":null},"
            + "\"arguments\":{\"a\":1,\"b\":[true]},\"session\":\"s1\",\"expiresIn\":60,"
            + "\"subject\":{\"id\":\"dana\",\"issuer\":\"https://id.example\"},\"agent\":{\"id\":\"bot\"},"
            + "\"context\":{\"justification\":\"because\",\"traceparent\":\"00-bb-01\",\"risk\":null},"
            + "\"mode\":\"attach\",\"release\":\"consume\"}",
        "{\"tool\":{\"server\":\"s\",\"name\":\"t\"},\"arguments\":{\"a\":1,\"b\":[true]},"
            + "\"subject\":{\"id\":\"dana\"},\"agent\":{\"id\":\"bot\"},\"session\":\"s1\",\"expiresIn\":60,"
            + "\"context\":{\"justification\":\"because\",\"risk\":{}},\"mode\":null,\"integers\":\"double\"}",
      })
  void sameRequestWrittenOtherwise_meansTheSame(String again) {
    assertThat(meaning(again)).isEqualTo(meaning(ASKED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"server\": \"s\"|\"server\": \"s2\"",
        "\"name\": \"t\"|\"name\": \"t2\"",
        "\"name\": \"t\"|\"name\": \"t\", \"annotations\": {\"x\": 1}",
        "\"a\": 1|\"a\": \"1\"",
        "\"a\": 1|\"a\": null",
        "[true]|[true, null]",
        "\"dana\"|\"Dana\"",
        "\"id\": \"dana\"|\"id\": \"dana\", \"issuer\": \"https://other.example\"",
        "\"bot\"|\"bot2\"",
        "\"s1\"|\"s2\"",
        "because|why not",
        "\"traceparent\"|\"risk\": {\"score\": 1}, \"traceparent\"",
        "\"traceparent\"|\"risk\": {\"signals\": [\"x\"]}, \"traceparent\"",
        "60|61",
        "\"expiresIn\": 60|\"expiresIn\": 60, \"integers\": \"exact\"",
        "\"expiresIn\": 60|\"mode\": \"new\"",
        "\"expiresIn\": 60|\"expiresIn\": 60, \"release\": \"on_answer\"",
      })
  void anotherRequest_meansAnother(String change) {
    var parts = change.split("\\|", -1);
    assertThat(ASKED).contains(parts[0]);
    assertThat(meaning(ASKED.replace(parts[0], parts[1]))).isNotEqualTo(meaning(ASKED));
  }

  @Test
  void neighbouringLongIntegers_areOtherRequests() {
    var exact =
        ASKED
            .replace("\"a\": 1", "\"a\": 9007199254740993")
            .replace("60}", "60, \"integers\": \"exact\"}");

    assertThat(meaning(exact)).isNotEqualTo(meaning(exact.replace("740993", "740992")));
  }

  private static String meaning(String body) {
    var json = Json.parseExactly(body.getBytes(StandardCharsets.UTF_8));
    return SubmissionBody.read(Members.of(json), GATEWAY).meaning();
  }
}
