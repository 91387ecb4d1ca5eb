// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What JSON is charged is what it takes, counted in bytes that a copy of it allocates. */
@SuppressWarnings("try") // a scope is only closed
class FootprintTest {

  private static final int MANY = 16_000;

  /** Bytes of what stands around the values. */
  private static final int FIXED = 200;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What was made last: nobody may leave out making it. */
  private static volatile @Nullable Object unused;

  /** Documents that take as much memory as they can. */
  static Stream<Arguments> costly() {
    return Stream.of(
        shape("empty objects", list("{}", 3 * MANY)),
        shape("empty arrays", list("[]", 3 * MANY)),
        shape("objects of one", list("{\"a\":1}", MANY)),
        shape(
            "objects of seven",
            list("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}", MANY / 3)),
        shape("objects in objects", list("{\"a\":{\"a\":{\"a\":{}}}}", MANY / 2)),
        shape("arrays of one", list("[0]", MANY)),
        shape("arrays in arrays", list("[[[[]]]]", MANY / 2)),
        shape("numbers", list("1.2345678901234e-300", 3 * MANY)),
        shape("long integers", list("18446744073709551615", 3 * MANY)),
        shape("small numbers", list("1", 3 * MANY)),
        shape("words", list("true", 3 * MANY)),
        shape("empty strings", list("\"\"", 3 * MANY)),
        shape("short strings", list("\"\u00e9\"", 3 * MANY)),
        shape("short wide strings", list("\"\u4e16\"", 3 * MANY)),
        shape("one long string", "\"" + "x".repeat(900_000) + "\""),
        shape("one long wide string", "\"" + "x".repeat(900_000) + "\u4e16\""),
        shape("escapes", "\"" + "\\u0001".repeat(150_000) + "\""),
        shape("members", members("")),
        shape("wide members", members("\u4e16")),
        shape("long members", members("n".repeat(40))));
  }

  private static String members(String prefix) {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "\"" + prefix + i + "\":0")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Arguments shape(String name, String value) {
    return Arguments.of(name, "{\"a\":" + value + "}");
  }

  private static String list(String item, int times) {
    return "[" + (item + ",").repeat(times - 1) + item + "]";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("costly")
  void tree_takesNoMoreThanItIsChargedAndNotMuchLess(String name, String document) {
    var json = document.getBytes(StandardCharsets.UTF_8);
    long charged = charged(json, Json::parseExactly) - (long) Footprint.PER_BYTE * json.length;
    var tree = Json.parseExactly(json);
    long lives = allocated(() -> copied(tree));

    assertThat(charged).as(name).isBetween(lives - FIXED, lives * 9 / 8 + FIXED);
  }

  /** Besides the tree: a builder that has just doubled, the text that it made, and its bytes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("costly")
  void formsOfADocument_takeNoMoreThanItIsCharged(String name, String document) {
    var json = document.getBytes(StandardCharsets.UTF_8);
    var tree = Json.parseExactly(json);
    var text = tree.canonicalString();
    long forms =
        5 * allocated(() -> copied(text)) + allocated(() -> text.getBytes(StandardCharsets.UTF_8));
    assertThat(charged(json, Json::parseExactly))
        .as(name)
        .isGreaterThan(json.length + allocated(() -> copied(tree)) + forms);
    assertThat(charged(json, Json::parseStored))
        .as("%s, stored", name)
        .isGreaterThan(json.length + allocated(() -> copied(tree)) + forms / 2);
  }

  @Test
  void storedDocument_isChargedToo() {
    var json = "{\"a\":[{},{},{}]}".getBytes(StandardCharsets.UTF_8);
    assertThat(charged(json, Json::parseStored)).isGreaterThan(8L * json.length);
    assertThat(charged(json, Json::parseLeniently)).isGreaterThan(16L * json.length);
  }

  private static long charged(byte[] json, Function<byte[], Json> parse) {
    var work = new Work(new MemoryBudget(Long.MAX_VALUE), () -> false, Long.MAX_VALUE);
    try (var scope = work.begin()) {
      unused = parse.apply(json);
      return work.chargedMemory();
    }
  }

  private static long allocated(Supplier<Object> work) {
    unused = work.get(); // what classes need is not the document's
    long before = THREADS.getCurrentThreadAllocatedBytes();
    unused = work.get();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static Object copied(Json json) {
    return new Copier().copy(json);
  }

  /** Allocates what the tree takes, and nothing else: no iterators, no lambdas that capture. */
  private static final class Copier implements BiConsumer<String, Json> {
    private TreeMap<String, Object> members = new TreeMap<>();

    Object copy(Json json) {
      return switch (json) {
        case Json.Obj(var it) when it.isEmpty() -> json;
        case Json.Arr(var items) when items.isEmpty() -> json;
        case Json.Obj(var it) -> {
          var outer = members;
          members = new TreeMap<>();
          it.forEach(this);
          var copy = new Kept(Collections.unmodifiableSortedMap(members));
          members = outer;
          yield copy;
        }
        case Json.Arr(var items) -> {
          var copy = new Object[items.size()];
          for (int i = 0; i < copy.length; i++) {
            copy[i] = copy(items.get(i));
          }
          yield new Kept(Arrays.asList(copy));
        }
        case Json.Str(var value) -> new Kept(copied(value));
        case Json.Num(var value) -> new KeptNumber(value);
        case Json.Int(var value) -> new Kept(value.subtract(BigInteger.ONE));
        case Json.Bool it -> it;
        case Json.Null it -> it;
      };
    }

    @Override
    public void accept(String name, Json value) {
      var here = members;
      here.put(copied(name), copy(value));
    }
  }

  private static String copied(String text) {
    // A copy by any other means takes an array besides.
    return text.isEmpty() ? "" : text.replace(text.charAt(0), (char) (text.charAt(0) ^ 0x40));
  }

  private record Kept(Object value) {}

  private record KeptNumber(double value) {}
}
