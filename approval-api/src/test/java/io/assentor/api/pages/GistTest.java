// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GistTest {

  private static Gist of(String text) {
    return Gist.of(Json.object().put("a", text).put("command", "x").build(), List.of("/command"));
  }

  @Test
  void shortArguments_areWholeWithWhatMattersMostFirst() {
    assertThat(of("one\ntwo")).isEqualTo(new Gist("command: \"x\"  a: \"one⏎two\"", true));
    assertThat(Gist.of(Json.Obj.EMPTY, List.of())).isEqualTo(new Gist("", true));
  }

  @Test
  void whatIsTooLong_isCutBetweenCharactersAndSaysSo() {
    for (var text : List.of("y".repeat(300), "\uD83D\uDE00".repeat(700), "y".repeat(5_000))) {
      var gist = of(text);
      assertThat(gist.whole()).isFalse();
      assertThat(gist.text()).startsWith("command: \"x\"  a: \"").endsWith("…");
      assertThat(gist.text().length()).isLessThanOrEqualTo(202);
    }
  }

  @Test
  void muchOfShortParts_isCutToo() {
    var items = Collections.<Json>nCopies(50_000, Json.of("short"));
    var wide = Json.object();
    for (int i = 0; i < 10_000; i++) {
      wide.put("name-" + i, "x");
    }
    for (var arguments :
        List.of(
            Json.object().put("items", new Json.Arr(items)).build(),
            wide.build(),
            Json.object().put("n".repeat(500_000), "x").build())) {
      var gist = Gist.of(arguments, List.of());
      assertThat(gist.whole()).isFalse();
      assertThat(gist.text().length()).isLessThanOrEqualTo(202);
    }
  }

  /** A long gap is one short word, and what comes after it must not be forgotten. */
  @Test
  void whatLooksShortOnceItIsLegible_isNotWholeIfItWasCut() {
    var gist = of(" ".repeat(2_000) + "rm -rf /");

    assertThat(gist.text()).contains("blanks⟧").endsWith("…");
    assertThat(gist.whole()).isFalse();
  }

  @Test
  void value_cannotPassForAFurtherMember() {
    var lie = Json.object().put("name", "x\"  namespace: \"dev").put("namespace", "prod").build();

    assertThat(Gist.of(lie, List.of()).text())
        .isEqualTo("name: \"x\\\"  namespace: \\\"dev\"  namespace: \"prod\"");
  }

  @Test
  void nestedMembers_keepTheirPlace() {
    var inner = Json.object().put("b", 1).build();
    assertThat(Gist.of(Json.object().put("a", inner).put("c", 2).build(), List.of()).text())
        .isEqualTo("a: {b: 1}  c: 2");
  }
}
