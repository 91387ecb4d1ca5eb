// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Note;
import io.assentor.core.text.Steps;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Growth;
import io.assentor.testkit.HostileJson;
import io.assentor.testkit.Seed;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Looking for secrets costs what the arguments' size costs, by a count of characters read. */
class RedactionCostTest {

  private static final int SIZE = 4_000;

  /** Characters read for each character of the arguments, at most. */
  private static final int MAX_PER_CHARACTER = 90;

  private static final List<String> PARTS =
      List.of(
          "password",
          "token=",
          "token==",
          "auth:",
          "access_key=",
          "api_key: ",
          "\"",
          "'",
          "\\\"",
          "\"\"\"",
          "$a$",
          "$$",
          "|\n  ",
          "\n",
          " ",
          "=",
          ":",
          "://",
          "u:x@",
          "ghp" + "_",
          "sk-ant-",
          "eyJ",
          ".",
          "-",
          "-----BEGIN ",
          "PRIVATE KEY-----",
          "4111 1111 ",
          "4111",
          "<password>",
          "<property name=\"",
          "Bearer ",
          "Cookie: a=",
          ";",
          "curl -u ",
          "mysql -p",
          "name: DB_PASSWORD value: ",
          "x",
          "A1b2",
          "/",
          "identified by ",
          "machine h login u ",
          "N'",
          "{",
          "}",
          "(",
          "\\",
          "$",
          "#",
          "@",
          "\u202e");

  static Stream<Arguments> hostile() {
    var fixed =
        HostileJson.all().entrySet().stream().map(it -> Arguments.of(it.getKey(), it.getValue()));
    var repeated =
        PARTS.stream()
            .map(part -> Arguments.of("of " + Json.of(part).canonicalString(), text(part)));
    return Stream.concat(fixed, repeated);
  }

  private static IntFunction<Json.Obj> text(String part) {
    return size -> Json.object().put("text", part.repeat(size / part.length())).build();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void redaction_costsWhatTheSizeCosts(String name, IntFunction<Json.Obj> input) {
    var growth = Growth.of("redaction: " + name, SIZE, input, RedactionCostTest::steps);
    System.out.println(growth.assertLinear().row());
    assertThat(growth.tenfold()).isLessThan(MAX_PER_CHARACTER * 10L * SIZE);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void redaction_allocatesWhatTheSizeAllocates(String name, IntFunction<Json.Obj> input) {
    Growth.of("redaction, bytes: " + name, SIZE, input, Growth.allocated(RedactionCostTest::steps))
        .assertLinear();
  }

  @Test
  void anyMixture_costsWhatItsSizeCosts() {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var motif = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        motif.append(PARTS.get(random.nextInt(PARTS.size())));
      }
      // As words, too: there no secret that might run ends the search.
      var text = motif.toString().repeat(Math.max(1, SIZE / motif.length()));
      for (int times : new int[] {1, 10}) {
        var steps = Steps.unlimited();
        SecretPatterns.DEFAULTS.words(text.repeat(times), steps);
        assertThat(steps.taken())
            .as("seed %d, %d times %s", seed, times, Json.of(motif.toString()).canonicalString())
            .isLessThan((long) MAX_PER_CHARACTER * times * text.length() + 10_000);
      }
    }
  }

  @Test
  void policysOwnPattern_isBoundedAndShowsNothingPastIt() {
    var own =
        Redaction.of(
            Members.of(Json.object().put("values", Json.strings(List.of("x(.*z)?"))).build()));
    var request = request(Json.object().put("a", "x".repeat(100_000)).put("b", "y").build());

    var result = own.shown(request, List.of(), List.of());

    assertThat(Objects.requireNonNull(result.shown()).arguments()).isEqualTo(RedactionWalk.NOTHING);
    assertThat(result.shown().withheld()).containsExactly("");
    assertThat(result.notes()).extracting(Note::code).containsExactly("all_withheld");
  }

  @Test
  void work_endsWhenItsCallerHasLeft() {
    var request = request(Json.object().put("a", "x".repeat(100_000)).build());
    Thread.currentThread().interrupt();
    try {
      Assertions.assertThatThrownBy(() -> Redaction.of(null).shown(request, List.of(), List.of()))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static long steps(Json.Obj arguments) {
    var steps = Steps.unlimited();
    Redaction.of(null).shown(request(arguments), List.of(), List.of(), steps);
    return steps.taken();
  }

  private static NewRequest request(Json.Obj arguments) {
    return Fixtures.withCall(
        Fixtures.request("any"), new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments));
  }
}
