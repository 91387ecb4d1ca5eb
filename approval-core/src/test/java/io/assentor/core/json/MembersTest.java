// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MembersTest {

  private enum Colour {
    RED
  }

  @Test
  void storedText_needNotBeVisibleAndIsNotSaidToBe() {
    var members = members("{\"a\":\"\u200b\",\"b\":\"\"}");

    assertThat(members.optionalStoredText("a", 1)).isEqualTo("\u200b");
    assertThatThrownBy(() -> members.optionalStoredText("b", 1))
        .hasMessageContaining("a string of 1 to 1 characters")
        .hasMessageNotContaining("visible");
    assertThatThrownBy(() -> members.optionalText("b", 1)).hasMessageContaining("visible");
  }

  @Test
  void nullMember_countsAsAbsent() {
    var members = members("{\"a\":null}");

    assertThat(members.optionalString("a")).isNull();
    assertThat(members.optionalText("a", 1)).isNull();
    assertThat(members.optionalInteger("a")).isNull();
    assertThat(members.optionalNumber("a")).isNull();
    assertThat(members.optionalBoolean("a")).isNull();
    assertThat(members.optionalRawObject("a")).isNull();
    assertThat(members.optionalObject("a")).isNull();
    assertThat(members.optionalTexts("a", 1)).isNull();
    assertThat(members.optionalConstant("a", Colour.class)).isNull();
    assertThat(members.optionalValue("a")).isNull();
    assertThat(members.strings("a")).isEmpty();
    assertThat(members.objects("a")).isEmpty();
    members.end();
  }

  @Test
  void nullMember_isMissingWhereOneIsRequired() {
    var members = members("{\"a\":null}");

    missing(() -> members.string("a"));
    missing(() -> members.text("a", 1));
    missing(() -> members.integer("a"));
    missing(() -> members.object("a"));
    missing(() -> members.rawObject("a"));
    missing(() -> members.constant("a", Colour.class));
  }

  @Test
  void nullMemberNobodyReads_isRefusedByName() {
    assertThatThrownBy(() -> members("{\"a\":null}").end())
        .isInstanceOfSatisfying(JsonException.class, e -> assertThat(e.pointer()).isEqualTo("/a"));
  }

  private static void missing(ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            JsonException.class,
            e -> {
              assertThat(e.pointer()).isEqualTo("/a");
              assertThat(e.expected()).contains("missing");
            });
  }

  private static Members members(String json) {
    return Members.of(Json.parseObject(json.getBytes(StandardCharsets.UTF_8)));
  }
}
