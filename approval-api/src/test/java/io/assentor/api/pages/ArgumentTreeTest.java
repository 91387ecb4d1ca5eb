// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.pages.ArgumentTree.Line;
import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArgumentTreeTest {

  private static List<Line> lines(Json.Obj arguments) {
    return ArgumentTree.of(arguments, List.of()).members().stream()
        .flatMap(member -> Stream.concat(member.inSight().stream(), member.folded().stream()))
        .toList();
  }

  private static String whole(Json.Obj arguments) {
    return lines(arguments).stream()
        .map(
            line ->
                (line.indent() + line.sign() + (line.sign().isEmpty() ? "" : " "))
                    + line.value()
                    + line.folded())
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }

  private static String expected(Json.Obj arguments) {
    return DisplayText.arguments(arguments, List.of()).stream()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everything_isThereWhereverItIsFolded() {
    var many =
        new Json.Arr(Stream.generate(() -> (Json) Json.of("x: \"y\" - z │")).limit(50).toList());
    var arguments =
        Json.object()
            .put("a b", "quoted: name")
            .put("text", "one\ntwo: three\n - four\n\n")
            .put("long", "0123456789".repeat(500))
            .put("many", many)
            .put("deep", Json.object().put("in", Json.object().put("er", 1).build()).build())
            .put("none", Json.Obj.EMPTY)
            .build();
    assertThat(whole(arguments)).isEqualTo(expected(arguments));
    var tree = ArgumentTree.of(arguments, List.of());
    assertThat(tree.members()).hasSize(6);
    assertThat(tree.members()).anySatisfy(member -> assertThat(member.folded()).hasSize(43));
    assertThat(lines(arguments)).anySatisfy(line -> assertThat(line.folded()).isNotEmpty());
  }

  @Test
  void fold_neverCutsACharacterNorTheNameOfOne() {
    for (int before = 385; before < 405; before++) {
      for (var what : List.of("\ud83d\ude00", "\u202e")) {
        var arguments = Json.object().put("v", "x".repeat(before) + what + "y".repeat(500)).build();
        assertThat(whole(arguments)).isEqualTo(expected(arguments));
        var line = lines(arguments).getFirst();
        assertThat(Character.isHighSurrogate(line.value().charAt(line.value().length() - 1)))
            .isFalse();
        assertThat(line.value().lastIndexOf('⟦'))
            .isLessThanOrEqualTo(line.value().lastIndexOf('⟧'));
      }
    }
  }
}
