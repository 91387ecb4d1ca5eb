// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.api.QueryString.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {

  private static final Set<String> KNOWN = Set.of("subject", "status", "tool");

  @Test
  void parameters_areDecodedInOrder() {
    assertThat(QueryString.parse("a=1&b=%C3%A4+%2B&a=&c&&=x&d=a=b"))
        .containsExactly(
            Map.entry("a", List.of("1", "")),
            Map.entry("b", List.of("ä +")),
            Map.entry("c", List.of("")),
            Map.entry("", List.of("x")),
            Map.entry("d", List.of("a=b")));
    assertThat(QueryString.parse(null)).isEmpty();
    assertThat(QueryString.parse("")).isEmpty();
  }

  @Test
  void bytesOfTheContainer_areUtf8() {
    var raw = new String("ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(QueryString.parse("q=" + raw)).containsEntry("q", List.of("ä"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tool=%ff",
        "tool=%",
        "tool=%4",
        "tool=%zz",
        "tool=%C3",
        "tool=%C3%28",
        "%ff=1",
        "tool=%ED%A0%80",
        "tool=%C0%80",
        "tool=%u0041",
        "tool=\u00ff",
        "tool=\u4e00"
      })
  void whatCannotBeDecoded_isRefused(String text) {
    assertThatThrownBy(() -> QueryString.parse(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void parametersWithoutEnd_areRefused() {
    assertThat(QueryString.parse("a=1&".repeat(999) + "a=1").get("a")).hasSize(1_000);
    assertThatThrownBy(() -> QueryString.parse("a=1&".repeat(1_001)))
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @CsvSource({"subjct=nobody,subject", "STATUS=denied,status", "tools=x,tool"})
  void unknownParameter_isRefusedWithTheNearestKnownOne(String text, String meant) {
    assertThatThrownBy(() -> QueryString.single(text, KNOWN))
        .hasMessageContaining("did you mean \"" + meant + "\"?");
  }

  @Test
  void parameterThatComesTwice_isRefusedByName() {
    assertThatThrownBy(() -> QueryString.single("tool=a&tool=a", KNOWN))
        .hasMessage("tool: expected one value.");
  }
}
