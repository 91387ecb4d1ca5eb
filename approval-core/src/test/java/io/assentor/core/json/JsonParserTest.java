// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Seed;
import io.assentor.core.json.JsonException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonParserTest {

  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", Kind.INVALID, ""),
        Arguments.of("{", Kind.INVALID, ""),
        Arguments.of("[1,]", Kind.INVALID, "/1"),
        Arguments.of("{\"a\":1,}", Kind.INVALID, ""),
        Arguments.of("{\"a\" 1}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":tru}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":01}", Kind.INVALID, ""),
        Arguments.of("{\"a\":+1}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":.5}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":1.}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":NaN}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":'b'}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":\"\t\"}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":\"\\x\"}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":\"\\u12\"}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":\"\\u١٢٣٤\"}", Kind.INVALID, "/a"),
        Arguments.of("{\"a/b\":{\"c~d\":[0,x]}}", Kind.INVALID, "/a~1b/c~0d/1"),
        Arguments.of("{} {}", Kind.INVALID, ""),
        Arguments.of("\ufeff\ufeff{}", Kind.INVALID, ""),
        Arguments.of("{\ufeff}", Kind.INVALID, ""),
        Arguments.of("{\"a\":1,\"a\":1}", Kind.INVALID, "/a"),
        Arguments.of("{\"a\":{\"b\":1,\"\\u0062\":2}}", Kind.INVALID, "/a/b"),
        Arguments.of("{\"a\":9007199254740992}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":-9007199254740992}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":1e21}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":0.1000000000000000055}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":3.141592653589793238}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":1e400}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":1e-400}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":1e-99999999999}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":\"\\ud800\"}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"a\":\"\\udc00\\ud800\"}", Kind.NOT_I_JSON, "/a"),
        Arguments.of("{\"\\ud800\":1}", Kind.NOT_I_JSON, ""));
  }

  @Test
  void byteOrderMark_isSkippedInFrontOfWhatComesFromOutside() {
    assertThat(parse("\ufeff{\"a\":1}")).isEqualTo(parse("{\"a\":1}"));
    assertThat(parse("\ufeff {}")).isEqualTo(Json.Obj.EMPTY);
    assertThatThrownBy(() -> Json.parseStored("\ufeff{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lenientReading_replacesWhatAStringCannotKeep() {
    var latin1 = "{\"a\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Json.parseLeniently(latin1).get("a")).isEqualTo(Json.of("caf\ufffd"));
    assertThat(lenient("{\"a\":\"\\ud800x\\udc00\"}")).isEqualTo(Json.of("\ufffdx\ufffd"));
    assertThat(lenient("{\"a\":\"\\ud83d\\ude00\"}")).isEqualTo(Json.of("\ud83d\ude00"));
    assertThat(lenient("{\"a\":\"\u0000\t\u001b\"}")).isEqualTo(Json.of("\u0000\t\u001b"));
    assertThat(lenient("{\"a\":12345678901234567890}")).isEqualTo(Json.of("12345678901234567890"));
    assertThatThrownBy(() -> lenient("{\"a\":\"")).isInstanceOf(JsonException.class);
  }

  private static @Nullable Json lenient(String json) {
    return Json.parseLeniently(json.getBytes(StandardCharsets.UTF_8)).get("a");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void document_isRefusedNamingTheMember(String json, Kind kind, String pointer) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            JsonException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.pointer()).isEqualTo(pointer);
              assertThat(e.expected()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9007199254740991", "-9007199254740991", "0.1", "-0", "1.0", "1e15", "5e-324"})
  void number_thatADoubleHoldsAsWritten_isAccepted(String number) {
    assertThat(parse("[" + number + "]")).isInstanceOf(Json.Arr.class);
  }

  @Test
  void nesting_isAcceptedTo64AndRefusedPast() {
    assertThat(parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(Json.Arr.class);
    assertThatThrownBy(() -> parse("[".repeat(65) + "]".repeat(65)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("at most 64 levels");
    assertThatThrownBy(() -> parse("{\"a\":".repeat(500_000)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("at most 64 levels");
  }

  @Test
  void malformedUtf8_isRefused() {
    for (var bytes : new byte[][] {{'"', (byte) 0xc0, (byte) 0x80, '"'}, {'"', (byte) 0xff, '"'}}) {
      assertThatThrownBy(() -> Json.parse(bytes)).isInstanceOf(JsonException.class);
    }
  }

  @Test
  void millionDigits_areRefusedWithoutReadingThemAsANumber() {
    assertThatThrownBy(() -> parse("1".repeat(1_000_000))).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> parse("0." + "1".repeat(1_000_000))).isInstanceOf(JsonException.class);
  }

  /** Random documents, whole and broken: we and Jackson must agree, or we must be the stricter. */
  @Test
  void parser_agreesWithJacksonOnRandomDocuments() {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var text = document(random, 0);
      if (random.nextInt(3) == 0) {
        text = broken(text, random);
      }
      compare(text, seed);
    }
  }

  private static void compare(String text, long seed) {
    @Nullable JsonNode theirs = null;
    try {
      var read = JACKSON.readTree(text);
      theirs = read.isMissingNode() ? null : read;
    } catch (JacksonException e) {
      // theirs stays null: refused
    }
    Json ours;
    try {
      ours = parse(text);
    } catch (JsonException e) {
      assertThat(theirs == null || e.kind() == Kind.NOT_I_JSON)
          .as("seed %s: %s refused: %s", seed, text, e.getMessage())
          .isTrue();
      return;
    }
    assertThat(theirs).as("seed %s: we took what Jackson refuses: %s", seed, text).isNotNull();
    assertThat(tree(Objects.requireNonNull(theirs))).as("seed %s: %s", seed, text).isEqualTo(ours);
    assertThat(parse(ours.canonicalString())).as("seed %s: %s", seed, text).isEqualTo(ours);
  }

  private static Json tree(JsonNode node) {
    if (node.isObject()) {
      var members = new TreeMap<String, Json>();
      node.forEachEntry((name, value) -> members.put(name, tree(value)));
      return new Json.Obj(members);
    }
    if (node.isArray()) {
      return new Json.Arr(node.valueStream().map(JsonParserTest::tree).toList());
    }
    if (node.isString()) {
      return Json.of(node.stringValue());
    }
    if (node.isBoolean()) {
      return Json.Bool.of(node.booleanValue());
    }
    return node.isNull() ? Json.Null.NULL : new Json.Num(node.doubleValue());
  }

  private static String document(Random random, int depth) {
    var space = " \t\n\r".substring(0, random.nextInt(5));
    return space
        + switch (random.nextInt(depth > 3 ? 5 : 7)) {
          case 0 -> "null";
          case 1 -> "true";
          case 2 -> "false";
          case 3 -> number(random);
          case 4 -> string(random);
          case 5 ->
              "["
                  + String.join(
                      ",",
                      Stream.generate(() -> document(random, depth + 1))
                          .limit(random.nextInt(4))
                          .toList())
                  + "]";
          default ->
              "{"
                  + String.join(
                      ",",
                      Stream.generate(() -> string(random) + ":" + document(random, depth + 1))
                          .limit(random.nextInt(4))
                          .toList())
                  + "}";
        }
        + space;
  }

  private static String number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> Double.toString(random.nextGaussian());
      case 2 -> random.nextInt(100) + "e" + (random.nextInt(60) - 30);
      default -> Long.toString(random.nextLong());
    };
  }

  private static String string(Random random) {
    var out = new StringBuilder("\"");
    for (int i = random.nextInt(4); i > 0; i--) {
      out.append(
          switch (random.nextInt(6)) {
            case 0 -> "\\n";
            case 1 -> "\\u%04x".formatted(random.nextInt(0x10000));
            case 2 -> "é";
            case 3 -> "\\ud83d\\ude00";
            case 4 -> "\\\\\\\"\\/";
            default -> Character.toString('a' + random.nextInt(3));
          });
    }
    return out.append('"').toString();
  }

  private static String broken(String text, Random random) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      default ->
          text.substring(0, at)
              + "{}[],:\"x01e.-+\\".charAt(random.nextInt(15))
              + text.substring(at);
    };
  }

  private static Json parse(String json) {
    return Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
