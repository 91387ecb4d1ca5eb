// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Seed;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.JsonException.Kind;
import io.assentor.core.json.Members;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls with {@code integers: exact}, and that nothing changes for those without. */
class ExactIntegersTest {

  private static final Principal GATEWAY = new Principal("default", "https://id.example", "gw");
  private static final Salt SALT = Salt.of(new byte[16]);
  private static final BigInteger LEAST = BigInteger.TWO.pow(63).negate();
  private static final BigInteger BEYOND = BigInteger.TWO.pow(64);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "10000000000000000",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551615"
      })
  void integerOf64Bits_isKeptToTheLastDigit(String digits) {
    var call = call(digits, "exact");

    assertThat(call.arguments().canonicalString()).isEqualTo("{\"n\":" + digits + "}");
    assertThat(Json.parseStored(call.canonical().canonical())).isEqualTo(call.canonical());
    assertThat(Fingerprint.of(SALT, call).text()).matches("2\\.[A-Za-z0-9_-]{43}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740992", "-9007199254740993", "18446744073709551616"})
  void integerThatADoubleWouldRound_isRefusedByDefaultAndTheMemberNamed(String digits) {
    for (var integers : new @Nullable String[] {null, "double"}) {
      assertThatThrownBy(() -> call(digits, integers))
          .isInstanceOfSatisfying(
              JsonException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.NOT_I_JSON);
                assertThat(e.pointer()).isEqualTo("/arguments/n");
                assertThat(e.expected())
                    .contains("±(2^53 - 1)")
                    .contains("\"integers\": \"exact\"");
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551616, INVALID",
    "-9223372036854775809, INVALID",
    "123456789012345678901234567890, INVALID",
    "1e16, NOT_I_JSON",
    "9007199254740993.0, NOT_I_JSON",
    "9007199254740992e0, NOT_I_JSON",
    "0.1000000000000000055, NOT_I_JSON"
  })
  void numberThatIsNotKept_isRefusedThoughIntegersAreExact(String number, Kind kind) {
    assertThatThrownBy(() -> call(number, "exact"))
        .isInstanceOfSatisfying(
            JsonException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.pointer()).isEqualTo("/arguments/n");
            });
  }

  @Test
  void integerTooLongToBeRead_isRefusedAsAnyPast64Bits() {
    var digits = "1".repeat(1_000);

    for (var number : new String[] {digits, "-" + digits}) {
      assertThatThrownBy(() -> call(number, "exact"))
          .isInstanceOf(JsonException.class)
          .hasMessage("/arguments/n: expected an integer from -2^63 to 2^64 - 1");
      assertThatThrownBy(() -> call(number, null))
          .isInstanceOfSatisfying(
              JsonException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_I_JSON));
    }
  }

  @ParameterizedTest
  @CsvSource({"-0, 0", "1.0, 1", "1e3, 1000", "0.1, 0.1", "1e-7, 1e-7"})
  void otherNumbers_areWrittenAsByDefault(String number, String canonical) {
    assertThat(call(number, "exact").arguments()).isEqualTo(call(number, null).arguments());
    assertThat(call(number, "exact").arguments().canonicalString())
        .isEqualTo("{\"n\":" + canonical + "}");
  }

  @Test
  void longIntegerBesideTheCall_isRefusedEitherWay() {
    var beside =
        submission("1", "exact").replace("\"session\":\"s\"", "\"expiresIn\":9007199254740993");

    assertThatThrownBy(() -> read(beside))
        .isInstanceOf(JsonException.class)
        .hasMessage("/expiresIn: expected an integer within ±(2^53 - 1)");
    assertThatThrownBy(() -> read(beside.replace("exact", "double")))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_I_JSON));
  }

  @Test
  void longIntegerOfAnAnnotation_isKeptOrRefusedAsThoseOfArgumentsAre() {
    var annotated =
        submission("1", "exact")
            .replace("\"name\":\"t\"", "\"name\":\"t\",\"annotations\":{\"v\":9007199254740993}");

    assertThat(read(annotated).call().annotations().canonicalString()).contains("9007199254740993");
    assertThatThrownBy(() -> read(annotated.replace("exact", "double")))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("/tool/annotations/v:");
  }

  @Test
  void otherWordForIntegers_isRefused() {
    assertThatThrownBy(() -> call("1", "big"))
        .isInstanceOf(JsonException.class)
        .hasMessage("/integers: expected double or exact");
  }

  @Test
  void sameCall_hasAnotherFingerprintWhereIntegersAreExact() {
    assertThat(Fingerprint.of(SALT, call("1", "exact")))
        .isNotEqualTo(Fingerprint.of(SALT, call("1", null)));
    assertThat(Fingerprint.of(SALT, call("1", "double")))
        .isEqualTo(Fingerprint.of(SALT, call("1", null)));
    assertThat(Fingerprint.of(SALT, call("1", null)).text()).matches("[A-Za-z0-9_-]{43}");
  }

  /** Near every power of two and ten, where rounding would show. */
  @Test
  void differentIntegers_neverHaveTheSameFingerprint() {
    var fingerprints = new HashMap<Fingerprint, BigInteger>();
    var integers = new ArrayList<BigInteger>();
    for (int power = 0; power <= 64; power++) {
      integers.add(BigInteger.TWO.pow(power));
    }
    for (int power = 0; power <= 19; power++) {
      integers.add(BigInteger.TEN.pow(power));
    }
    for (var integer : integers) {
      for (int offset = -40; offset <= 40; offset++) {
        var near = integer.add(BigInteger.valueOf(offset));
        for (var value : new BigInteger[] {near, near.negate()}) {
          if (value.compareTo(LEAST) >= 0 && value.compareTo(BEYOND) < 0) {
            var other =
                fingerprints.put(Fingerprint.of(SALT, call(value.toString(), "exact")), value);
            assertThat(other == null || other.equals(value)).as(value + " and " + other).isTrue();
          }
        }
      }
    }
    assertThat(fingerprints).hasSizeGreaterThan(6_000);
  }

  @Test
  void randomIntegers_roundTripAndLeaveOtherCallsAsTheyAre() {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      var digits = new BigInteger(64, random).toString();
      var tree = call("[" + digits + "," + random.nextGaussian() + "]", "exact").arguments();
      assertThat(Json.parseStored(tree.canonical())).as("seed %d", seed).isEqualTo(tree);
      assertThat(tree.canonicalString()).as("seed %d", seed).contains(digits);

      var plain = submission(random.nextInt() + "," + random.nextDouble(), null);
      plain = plain.replace("\"n\":", "\"n\":[").replace("},\"subject\"", "]},\"subject\"");
      var bytes = plain.getBytes(StandardCharsets.UTF_8);
      assertThat(Json.parseExactly(bytes)).as("seed %d", seed).isEqualTo(Json.parseObject(bytes));
    }
  }

  @Test
  void longIntegers_areShownToTheLastDigit() {
    var arguments = call("[18446744073709551615,{\"id\":-9007199254740993}]", "exact").arguments();

    assertThat(InlineText.of(arguments))
        .isEqualTo("{n: [18446744073709551615, {id: -9007199254740993}]}");
    assertThat(DisplayText.arguments(arguments, List.of()))
        .containsExactly("n:", "  - 18446744073709551615", "  - id: -9007199254740993");
  }

  @Test
  void longOfOurOwn_isNeverRounded() {
    for (var value : new long[] {0, -1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(Json.of(value).canonicalString()).isEqualTo(Long.toString(value));
      assertThat(Json.object().put("n", value).build().canonicalString())
          .isEqualTo("{\"n\":" + value + "}");
    }
    assertThat(Json.of((1L << 53) - 1)).isEqualTo(new Json.Num((1L << 53) - 1));
    assertThatThrownBy(() -> new Json.Int(BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyIntegerBeyond_isFoundWhereverItStands() {
    var deep = "{\"a\":[{\"b~/\":[1,\"9007199254740993\",9007199254740993]}]}";
    var document = Json.parseExactly(deep.getBytes(StandardCharsets.UTF_8));

    Integers.EXACT.check(document);
    assertThatThrownBy(() -> Integers.DOUBLE.check(document))
        .isInstanceOfSatisfying(
            JsonException.class, e -> assertThat(e.pointer()).isEqualTo("/a/0/b~0~1/2"));
  }

  private static ToolCall call(String number, @Nullable String integers) {
    return read(submission(number, integers)).call();
  }

  private static NewRequest read(String submission) {
    var json = Json.parseExactly(submission.getBytes(StandardCharsets.UTF_8));
    return SubmissionBody.read(Members.of(json), GATEWAY);
  }

  private static String submission(String number, @Nullable String integers) {
    return "{\"tool\":{\"server\":\"s\",\"name\":\"t\"},\"arguments\":{\"n\":"
        + number
        + "},\"subject\":{\"id\":\"dana\"},\"agent\":{\"id\":\"bot\"},\"session\":\"s\""
        + (integers == null ? "" : ",\"integers\":\"" + integers + "\"")
        + "}";
  }
}
