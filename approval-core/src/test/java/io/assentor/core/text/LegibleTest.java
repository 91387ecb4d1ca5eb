// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.SubmissionBody;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegibleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t\r",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u202e\u202c",
        "\u3164",
        "\u2800",
        "\uffa0",
        "\u0301",
        " \u0301\u0302 ",
        "\ufe0f",
        "\u2003\u2028\u2029",
        "\ue000",
        "\u115f\u1160",
        "\udb40\udc41",
        "\u0000",
      })
  void textThatNobodySees_isNotLegible(String text) {
    assertThat(Legible.hasText(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".", "\u200bx", "日本", "e\u0301", "😀", "-", "\u0e01"})
  void textWithAnythingToSee_isLegible(String text) {
    assertThat(Legible.hasText(text)).isTrue();
  }

  @Test
  void invisibleName_isRefused() {
    var call =
        Json.object()
            .put("tool", Json.object().put("server", "s").put("name", "\u200b\u2060").build())
            .put("arguments", Json.Obj.EMPTY)
            .build();

    assertThatThrownBy(() -> SubmissionBody.call(Members.of(call)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("visible character");
  }
}
