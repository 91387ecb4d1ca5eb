// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Reservation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultBodyTest {

  private static final Reservation FREE = new Reservation(new MemoryBudget(Long.MAX_VALUE));

  private static final int LIMIT = 4 << 20;
  private static final int KEEP = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "\"\",",
    "null,",
    "\"fine\",fine",
    "\"a\\u0000b\",a\ufffdb",
    "\"\\ud800\",\ufffd",
    "\"line\\nline\",'line\nline'",
    "7,7",
    "12345678901234567890,12345678901234567890",
    "true,true",
    "[1],[1]",
    "{\"error\":{\"code\":1}},{\"error\":{\"code\":1}}",
  })
  void oddMessage_isKeptAsTextAndTheOutcomeWithIt(String message, @Nullable String kept)
      throws IOException {
    var body = read("{\"message\":" + message + ",\"outcome\":\"failed\"}");
    assertThat(message(body)).isEqualTo(kept);
    assertThat(body.string("outcome")).isEqualTo("failed");
  }

  @ParameterizedTest
  @CsvSource({"x,1", "é,1", "\uD83D\uDE00,2", "\\n,1", "\\u00e9,1", "\\ud83d\\ude00,2", "\\\\,1"})
  void longMessage_isCutBetweenCharactersAndMarked(String unit, int length) throws IOException {
    for (int times : new int[] {1_990, 2_001, 30_000, 250_000}) {
      for (var before : new String[] {"", "a", "ab", "abc"}) {
        var text = before + unit.repeat(times);
        var body = read("{\"message\":\"" + text + "\",\"outcome\":\"succeeded\"}");
        var message = message(body);
        assertThat(body.string("outcome")).isEqualTo("succeeded");
        if (before.length() + times * length > ResultBody.MAX_MESSAGE) {
          assertThat(message).endsWith(ResultBody.CUT).doesNotContain("\ufffd");
          assertThat(message).hasSizeBetween(1_999, ResultBody.MAX_MESSAGE);
        } else {
          assertThat(message).doesNotEndWith(ResultBody.CUT);
        }
      }
    }
  }

  @Test
  void binaryMessage_isKeptWithReplacements() throws IOException {
    var binary = new byte[3_000];
    new Random(1).nextBytes(binary);
    for (int i = 0; i < binary.length; i++) {
      if (binary[i] == '"' || binary[i] == '\\') {
        binary[i] = 0;
      }
    }
    var json = new java.io.ByteArrayOutputStream();
    json.writeBytes("{\"message\":\"".getBytes(StandardCharsets.UTF_8));
    json.writeBytes(binary);
    json.writeBytes("\",\"outcome\":\"failed\"}".getBytes(StandardCharsets.UTF_8));

    var body = read(json.toByteArray());

    assertThat(body.string("outcome")).isEqualTo("failed");
    assertThat(message(body)).contains("\ufffd").doesNotContain("\0").endsWith(ResultBody.CUT);
  }

  @Test
  void ordinaryBody_isLeftAsItIs() throws IOException {
    var json = "{\"outcome\": \"succeeded\", \"message\": \"a \\\"quoted\\\" \\\\ text\"}";
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThat(ResultBody.shortened(new ByteArrayInputStream(bytes), LIMIT, KEEP, FREE))
        .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(bytes));
  }

  @Test
  void bodyPastItsLimits_isRefused() throws IOException {
    var manyStrings = "\"x\",".repeat(300_000).getBytes(StandardCharsets.UTF_8);
    assertThat(ResultBody.shortened(new ByteArrayInputStream(manyStrings), LIMIT, KEEP, FREE))
        .isEmpty();
    assertThat(
            ResultBody.shortened(new ByteArrayInputStream(new byte[LIMIT + 1]), LIMIT, KEEP, FREE))
        .isEmpty();
  }

  private static @Nullable String message(Members body) {
    return ResultBody.text(body, "message", ResultBody.MAX_MESSAGE);
  }

  private static Members read(String json) throws IOException {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Members read(byte[] json) throws IOException {
    var kept =
        ResultBody.shortened(new ByteArrayInputStream(json), LIMIT, KEEP, FREE).orElseThrow();
    return Members.of(Json.parseLeniently(kept));
  }
}
