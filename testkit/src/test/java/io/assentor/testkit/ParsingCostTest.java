// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading JSON costs what its size costs, by a count of characters looked at. */
@SuppressWarnings("try") // a scope is only closed
class ParsingCostTest {

  private static final int SIZE = 10_000;

  /** Many names are sorted, which is a logarithm more: that of at most 50,000 members. */
  private static final Set<String> SORTED =
      Set.of("many members", "members that look like tokens", "names that begin alike");

  static Stream<Arguments> hostile() {
    var trees =
        HostileJson.all().entrySet().stream()
            .map(it -> text(it.getKey(), size -> it.getValue().apply(size).canonicalString()));
    var texts =
        Stream.of(
            text("white space", size -> "{" + " ".repeat(size) + "}"),
            text("escapes", size -> "{\"a\":\"" + "\\u0001".repeat(size / 6) + "\"}"),
            text("long numbers", size -> list("1" + "0".repeat(300) + "e-300", size)),
            text("long fractions", size -> list("0." + "0".repeat(300) + "1", size)),
            text("names that begin alike", ParsingCostTest::namesThatBeginAlike),
            text("names that come back", size -> list("{\"a\":1,\"b\":2}", size)),
            text("what breaks off", size -> "[".repeat(60) + "\"" + "x".repeat(size)));
    return Stream.concat(trees, texts);
  }

  private static Arguments text(String name, IntFunction<String> text) {
    return Arguments.of(name, text);
  }

  private static String list(String item, int size) {
    return "{\"a\":[" + (item + ",").repeat(size / (item.length() + 1)) + item + "]}";
  }

  /** As many as are long, so that each comparison of two is. */
  private static String namesThatBeginAlike(int size) {
    var names = new StringBuilder("{");
    for (int i = 100; i < 100 + size / 100; i++) {
      names.append('"').append("n".repeat(90)).append(i).append("\":1,");
    }
    return names.append("\"z\":1}").toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void parsing_costsWhatTheSizeCosts(String name, IntFunction<String> text) {
    var growth = Growth.of("parsing: " + name, SIZE, text, ParsingCostTest::steps);
    System.out.println(growth.row());
    if (SORTED.contains(name)) {
      assertThat(growth.tenfold()).isLessThan(15 * growth.once());
    } else {
      growth.assertLinear();
    }
    assertThat(growth.tenfold()).isLessThan(15L * 10 * SIZE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void parsing_allocatesWhatTheSizeAllocates(String name, IntFunction<String> text) {
    Growth.of("parsing, bytes: " + name, SIZE, text, Growth.allocated(ParsingCostTest::steps))
        .assertLinear();
  }

  private static long steps(String text) {
    var work = new Work(new MemoryBudget(Long.MAX_VALUE), () -> false, Long.MAX_VALUE);
    try (var scope = work.begin()) {
      Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      // counted as far as it was read
    }
    return work.steps();
  }
}
