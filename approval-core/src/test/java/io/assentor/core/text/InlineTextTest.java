// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import static io.assentor.core.text.InlineText.quoted;
import static io.assentor.core.text.InlineText.word;
import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineTextTest {

  private static Json json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void quotes_areEscapedSoThatAValueEndsWhereItSeemsTo() {
    assertThat(quoted("checkout")).isEqualTo("\"checkout\"");
    assertThat(quoted("x\"  namespace: \"dev")).isEqualTo("\"x\\\"  namespace: \\\"dev\"");
    assertThat(quoted("C:\\")).isEqualTo("\"C:\\\\\"");
    assertThat(quoted("a\\\" b")).isEqualTo("\"a\\\\\\\" b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u201d", "\u201c", "\u201f", "\u2033", "\uff02", "\u05f4", "\u02ba", "\u3003", "\u2036"
      })
  void whatLooksLikeAQuote_isEscapedToo(String lookAlike) {
    assertThat(quoted("x" + lookAlike + "  namespace: " + lookAlike + "dev"))
        .contains("x\\" + lookAlike + "  namespace: \\" + lookAlike + "dev");
  }

  @Test
  void twoSingleQuotes_areEscapedAndOneIsNot() {
    assertThat(quoted("it's")).isEqualTo("\"it's\"");
    assertThat(quoted("x''  a: ''b")).isEqualTo("\"x\\'\\'  a: \\'\\'b\"");
    assertThat(quoted("x\u2019\u2019")).isEqualTo("\"x\\\u2019\\\u2019\"");
  }

  @Test
  void linesAndInvisibleCharacters_stayOnOneLine() {
    assertThat(quoted("a\nb\u202Ec\u2028d\r")).isEqualTo("\"a⏎b⟦U+202E⟧c⟦U+2028⟧d⟦U+000D⟧\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy-bot",
        "dana@example.com",
        "spiffe://acme/ns/prod",
        "José",
        "田中",
        "a_b.c+1"
      })
  void plainWords_needNoQuotes(String name) {
    assertThat(word(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x for alice",
        "a,b",
        "a=b",
        "a\"b",
        "a\u00a0b",
        "(a)",
        "[critical]",
        "a\tb",
        "a›b",
        "a\u200bb",
        "a|b",
        "a;b",
        "a'b"
      })
  void whateverCouldEndAField_isQuoted(String name) {
    assertThat(word(name)).isEqualTo(quoted(name)).startsWith("\"").endsWith("\"");
  }

  @Test
  void names_areTakenForAsManyAsThereAre() {
    assertThat(InlineText.list(List.of("alice", "bob, carol"))).isEqualTo("alice, \"bob, carol\"");
  }

  /** Without it, {@code 1: "א" 2: "ב"} shows the two the other way round. */
  @Test
  void rightToLeftText_isIsolatedFromWhatStandsBesideIt() {
    assertThat(quoted("\u05d0")).isEqualTo("\u2068\"\u05d0\"\u2069");
    assertThat(word("\u05d0\u05d1")).isEqualTo("\u2068\"\u05d0\u05d1\"\u2069");
  }

  @Test
  void values_keepTheirStructure() {
    assertThat(InlineText.of(json("{\"a\":{\"b\":1,\"c\":[true,null,\"x\"]},\"d:e\":\"f\"}")))
        .isEqualTo("{a: {b: 1, c: [true, null, \"x\"]}, \"d:e\": \"f\"}");
    assertThat(InlineText.of(json("{\"a\":{\"b\":1},\"c\":2}")))
        .isNotEqualTo(InlineText.of(json("{\"a\":{\"b\":1,\"c\":2}}")));
    assertThat(InlineText.of(json("[\"1\",1,\"true\",true,\"\",[],{}]")))
        .isEqualTo("[\"1\", 1, \"true\", true, \"\", [], {}]");
  }

  /** Whatever the values are, whoever reads the line can tell where each one ends. */
  @Test
  void differentValues_neverLookTheSame() {
    var alphabet =
        List.of("\"", "\\", ",", " ", ":", "{", "}", "[", "]", "a", "'", "\u201d", "\n", "⏎", "1");
    var seen = new HashMap<String, Json>();
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      var value = random(alphabet, random, 2);
      var before = seen.put(InlineText.of(value), value);
      assertThat(before == null || before.equals(value)).as(InlineText.of(value)).isTrue();
    }
    assertThat(seen.keySet()).noneMatch(Pattern.compile("\\R").asPredicate());
  }

  private static Json random(List<String> alphabet, Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 1 : 3);
    if (kind == 1) {
      return new Json.Arr(
          List.of(random(alphabet, random, depth - 1), random(alphabet, random, 0)));
    }
    var text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(alphabet.get(random.nextInt(alphabet.size())));
    }
    return kind == 0
        ? Json.of(text.toString())
        : Json.object()
            .put(text.toString(), random(alphabet, random, depth - 1))
            .put("a", "b")
            .build();
  }
}
