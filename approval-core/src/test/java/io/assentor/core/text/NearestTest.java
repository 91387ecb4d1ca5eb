// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> PARAMETERS =
      List.of("subject", "agent", "session", "tool", "server", "status", "decider");

  @ParameterizedTest
  @CsvSource({
    "subjct,subject", // a letter missing
    "sesssion,session", // too many
    "agend,agent", // wrong
    "stauts,status", // swapped
    "Subject,subject", // letter case
    "too,tool",
  })
  void slip_isFound(String given, String meant) {
    assertThat(Nearest.to(given, PARAMETERS)).contains(meant);
  }

  @Test
  void separators_doNotCount() {
    var settings = List.of("ASSENTOR_DB_URL", "ASSENTOR_PUBLIC_URL", "ASSENTOR_POLICY_DIR");
    assertThat(Nearest.to("ASSENTOR_PUBLICURL", settings)).contains("ASSENTOR_PUBLIC_URL");
    assertThat(Nearest.to("ASSENTOR_DATABASE_URL", settings)).contains("ASSENTOR_DB_URL");
  }

  @ParameterizedTest
  @CsvSource({"x", "colour", "''", "___", "zzzzzzzzzz"})
  void whatIsFarFromAll_hasNone(String given) {
    assertThat(Nearest.to(given, PARAMETERS)).isEmpty();
    assertThat(Nearest.hint(given, PARAMETERS)).isEmpty();
  }

  @Test
  void noNames_haveNone() {
    assertThat(Nearest.to("subject", List.of())).isEmpty();
    assertThat(Nearest.to("a", List.of("", "___"))).isEmpty();
  }

  @Test
  void equallyNear_isTheFirstOfTheAlphabet() {
    assertThat(Nearest.to("bet", List.of("let", "get", "set"))).contains("get");
  }

  @Test
  void longText_isNoTypo() {
    var text = String.join("", Collections.nCopies(50, "abc"));
    assertThat(Nearest.to(text, List.of(text + "d"))).isEmpty();
  }

  @Test
  void hint_endsAMessage() {
    assertThat(Nearest.hint("subjct", PARAMETERS)).isEqualTo("; did you mean \"subject\"?");
  }
}
