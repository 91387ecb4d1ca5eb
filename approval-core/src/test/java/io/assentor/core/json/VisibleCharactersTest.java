// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Principal;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.policy.Eligible;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleCharactersTest {

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
  void textThatNobodySees_hasNoVisibleCharacter(String text) {
    assertThat(VisibleCharacters.anyIn(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".", "\u200bx", "日本", "e\u0301", "😀", "-", "\u0e01"})
  void textWithAnythingToSee_hasAVisibleCharacter(String text) {
    assertThat(VisibleCharacters.anyIn(text)).isTrue();
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
        .hasMessageContaining("visible");
  }

  private static final String UNSEEN = "\u200b\u2060";
  private static final Principal GATEWAY = new Principal("t", "https://issuer.example", "gw");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tool/server",
        "/tool/name",
        "/subject/id",
        "/subject/issuer",
        "/agent/id",
        "/session",
        "/context/risk/signals"
      })
  void anyInvisibleNameOfASubmission_isRefusedByItsPointer(String pointer) {
    assertThat(read("").session()).isEqualTo("seen");

    assertThatThrownBy(() -> read(pointer))
        .isInstanceOfSatisfying(
            JsonException.class, it -> assertThat(it.pointer()).isEqualTo(pointer));
  }

  private static NewRequest read(String unseen) {
    var signals = Json.strings(List.of(value(unseen, "/context/risk/signals")));
    var risk = Json.object().put("signals", signals).build();
    var body =
        Json.object()
            .put("tool", names(unseen, "/tool", "server", "name"))
            .put("arguments", Json.Obj.EMPTY)
            .put("subject", names(unseen, "/subject", "id", "issuer"))
            .put("agent", names(unseen, "/agent", "id"))
            .put("session", value(unseen, "/session"))
            .put("context", Json.object().put("risk", risk).build())
            .build();
    return SubmissionBody.read(Members.of(body), GATEWAY);
  }

  private static Json.Obj names(String unseen, String pointer, String... members) {
    var object = Json.object();
    for (var member : members) {
      object.put(member, value(unseen, pointer + "/" + member));
    }
    return object.build();
  }

  private static String value(String unseen, String pointer) {
    return pointer.equals(unseen) ? UNSEEN : "seen";
  }

  @Test
  void textWithSomethingVisible_isKeptAsItIs() {
    var members = Members.of(Json.object().put("reason", "ok" + UNSEEN).build());
    assertThat(members.optionalText("reason", 10)).isEqualTo("ok" + UNSEEN);
  }

  /** What was recorded before this was asked for must fold for as long as it is kept. */
  @Test
  void recordedText_isReadAlthoughNobodySeesIt() {
    var context =
        Json.object()
            .put("justification", UNSEEN)
            .put("risk", Json.object().put("signals", Json.strings(List.of(UNSEEN))).build())
            .build();
    assertThat(CallContext.stored(Members.of(context)).justification()).isEqualTo(UNSEEN);
    for (var eligible :
        List.of(
            new Eligible.Role(UNSEEN),
            new Eligible.Group(UNSEEN),
            new Eligible.People(Set.of(UNSEEN)))) {
      assertThat(Eligible.stored(Members.of(eligible.json().build()))).isEqualTo(eligible);
      assertThatThrownBy(() -> Eligible.of(Members.of(eligible.json().build()), 256))
          .isInstanceOf(JsonException.class);
    }
  }
}
