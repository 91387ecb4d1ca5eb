// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestMemoryTest {

  private static final int MANY = 24_000;

  /** Documents that take as much memory as they can. */
  static Stream<Arguments> costly() {
    return Stream.of(
        shape("empty objects", list("{}", 2 * MANY)),
        shape("empty arrays", list("[]", 2 * MANY)),
        shape("objects of one", list("{\"a\":1}", MANY)),
        shape("arrays of one", list("[0]", MANY)),
        shape("numbers", list("1.2345678901234e-300", 2 * MANY)),
        shape("long integers", list("18446744073709551615", 2 * MANY)),
        shape("short strings", list("\"\u00e9\"", 2 * MANY)),
        shape("one long string", "\"" + "\u4e16".repeat(300_000) + "\""),
        shape("escapes", "\"" + "\\u0001".repeat(150_000) + "\""),
        shape(
            "members",
            IntStream.range(0, 2 * MANY)
                .mapToObj(i -> "\"" + i + "\":0")
                .reduce(
                    new StringBuilder(),
                    (s, it) -> s.append(s.isEmpty() ? "" : ",").append(it),
                    StringBuilder::append)
                .insert(0, '{')
                .append('}')
                .toString()));
  }

  private static Arguments shape(String name, String value) {
    return Arguments.of(name, "{\"a\":" + value + "}");
  }

  private static String list(String item, int times) {
    return "[" + (item + ",").repeat(times - 1) + item + "]";
  }

  /** Counted in bytes allocated, most of which are garbage at once. */
  @ParameterizedTest
  @MethodSource("costly")
  void readingAndWriting_allocateNoMoreThanFourTimesTheCost(String name, String document) {
    var json = document.getBytes(StandardCharsets.UTF_8);
    Json.parseExactly(json).canonical(); // what classes need is not the document's cost
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var tree = Json.parseExactly(json);
    long parsed = threads.getCurrentThreadAllocatedBytes() - before;
    var canonical = tree.canonical();
    long written = threads.getCurrentThreadAllocatedBytes() - before - parsed;

    assertThat(canonical).isNotEmpty();
    assertThat(parsed + written)
        .as("%s: parsed %d, written %d", name, parsed, written)
        .isLessThan(4 * RequestMemory.cost(json));
  }

  @Test
  void cost_isBoundedBecauseValuesAre() {
    var tooMany = list("{}", 350_000).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Json.parse(tooMany))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.kind()).isEqualTo(JsonException.Kind.TOO_LARGE));
    assertThat(RequestMemory.cost(new byte[1 << 20])).isEqualTo((16 << 20) + 400);
    assertThat(RequestMemory.cost(tooMany)).isLessThan(40 << 20);
    assertThat(Json.parse(list("0", Json.MAX_VALUES - 1).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Json.Arr.class);
  }

  @Test
  void punctuationInText_costsNoMoreThanText() {
    var text = ("{\"a\":\"" + ",:[{\\\"".repeat(1_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThat(RequestMemory.cost(text)).isEqualTo(16L * text.length + 3 * 400);
  }

  @Test
  void budget_givesNoMoreThanItHas() {
    var budget = new MemoryBudget(100);
    assertThat(budget.reserve(60)).isTrue();
    assertThat(budget.reserve(41)).isFalse();
    assertThat(budget.reserve(40)).isTrue();
    budget.release(60);
    assertThat(budget.reserved()).isEqualTo(40);
    assertThat(budget.reserve(60)).isTrue();
  }
}
