// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'plain text, Grüße, 日本語' | 'plain text, Grüße, 日本語'",
        "'gnp\\u202e.exe' | 'gnp⟦U+202E⟧.exe'",
        "'a\\u200bb\\ufeffc' | 'a⟦U+200B⟧b⟦U+FEFF⟧c'",
        "'a\\nb\\tc\\rd' | 'a⏎b⇥c⟦U+000D⟧d'",
        "'⏎ ⟦U+202E⟧' | '⟦U+23CE⟧ ⟦U+27E6⟧U+202E⟦U+27E7⟧'",
        "'no\\u00a0break' | 'no⟦U+00A0⟧break'",
        "'\\u3164\\u2800' | '⟦U+3164⟧⟦U+2800⟧'",
        "'\\udb40\\udc41' | '⟦U+E0041⟧'",
        "'x\\u0301\\u0301\\u0301\\u0301' | 'x\\u0301\\u0301\\u0301⟦U+0301⟧'",
        "'\\u00e9 and e\\u0301' | '\\u00e9 and e⟦U+0301⟧'",
      })
  void line_namesWhatNobodySees(String text, String shown) {
    assertThat(DisplayText.line(unescaped(text))).isEqualTo(unescaped(shown));
  }

  @Test
  void gap_thatPushesTextOutOfSight_isCounted() {
    assertThat(DisplayText.line("rm x" + " ".repeat(2_000) + "&& rm y"))
        .isEqualTo("rm x⟦2000 blanks⟧&& rm y");
    assertThat(DisplayText.line("a" + " ".repeat(40) + "b")).doesNotContain("⟦");
  }

  /** Every character of the planes in use is either shown as it is or named. */
  @Test
  void differentCharacters_neverLookLikeNothing() {
    var seen = new HashMap<String, Integer>();
    for (int c = 0; c <= 0x2ffff; c++) {
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (surrogate) {
        continue;
      }
      var shown = DisplayText.line("a" + Character.toString(c) + "b");
      assertThat(seen.put(shown, c)).as("U+%04X looks like another", c).isNull();
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        assertThat(shown).doesNotContain(Character.toString(c));
      }
    }
  }

  @Test
  void arguments_areALineEachWithWhatMattersFirst() {
    var arguments =
        parse(
            """
            {"force": true, "name": "checkout", "namespace": "prod", "replicas": 0, "note": "",
             "labels": {"app": "x", "a b": null}, "list": ["y", {"k": 1.5, "l": []}], "none": {}}
            """);

    assertThat(DisplayText.arguments(arguments, List.of("/namespace", "/labels/app", "/absent")))
        .containsExactly(
            "namespace: \"prod\"",
            "labels:",
            "  \"a b\": null",
            "  app: \"x\"",
            "force: true",
            "list:",
            "  - \"y\"",
            "  - k: 1.5",
            "    l: []",
            "name: \"checkout\"",
            "none: {}",
            "note: \"\"",
            "replicas: 0");
  }

  @Test
  void lines_cannotBeTakenForOtherArguments() {
    var forged = Json.object().put("body", "hello\nnamespace: \"dev\"\n│ x\n").build();

    assertThat(DisplayText.arguments(forged, List.of()))
        .containsExactly("body:", "  │ hello", "  │ namespace: \"dev\"", "  │ ⟦U+2502⟧ x", "  │ ");
    var forgedName = Json.object().put("a\": 1, \"b", "x").build();
    assertThat(DisplayText.arguments(forgedName, List.of()))
        .containsExactly("\"a⟦U+0022⟧: 1, ⟦U+0022⟧b\": \"x\"");
  }

  /** Whatever the strings are, two different argument objects never look the same. */
  @Test
  void differentArguments_lookDifferent() {
    var texts = List.of("", " ", "\n", "a\n", "a", "a\nb", "null", "1", "{}", "⏎", "a⏎b", "\t");
    var seen = new HashMap<List<String>, Map<String, Json>>();
    for (var first : texts) {
      for (var second : texts) {
        for (var form :
            List.of(
                Json.object().put("x", first).put("y", second).build(),
                Json.object().put("x", Json.strings(List.of(first, second))).build(),
                Json.object()
                    .put("x", new Json.Arr(List.of(Json.strings(List.of(first)), Json.of(second))))
                    .build(),
                Json.object()
                    .put("x", new Json.Arr(List.of(Json.object().put(first, second).build())))
                    .build(),
                Json.object()
                    .put("x", new Json.Arr(List.of(Json.strings(List.of(first, second)))))
                    .build(),
                Json.object().put("x", Json.object().put(first, second).build()).build())) {
          var other = seen.put(DisplayText.arguments(form, List.of()), form.members());
          assertThat(other).as(form.canonicalString()).isNull();
        }
      }
    }
  }

  @Test
  void cut_splitsNoCharacterAndSaysThatThereIsMore() {
    assertThat(DisplayText.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(DisplayText.cut("abcde", 4)).isEqualTo("abc…");
    for (var text : List.of("😀".repeat(9), "a" + "😀".repeat(9))) {
      for (int max = 2; max < text.length(); max++) {
        assertThat(DisplayText.cut(text, max))
            .hasSizeLessThanOrEqualTo(max)
            .endsWith("…")
            .matches(it -> it.codePoints().noneMatch(at -> at >= 0xD800 && at <= 0xDFFF), "whole");
      }
    }
  }

  private static Json.Obj parse(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\u([0-9a-f]{4})")
        .matcher(text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r"))
        .replaceAll(match -> String.valueOf((char) Integer.parseInt(match.group(1), 16)));
  }
}
