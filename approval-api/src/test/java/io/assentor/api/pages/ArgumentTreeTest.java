// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.api.pages.ArgumentTree.Line;
import io.assentor.api.pages.ArgumentTree.Member;
import io.assentor.api.pages.ArgumentTree.Position;
import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import io.assentor.testkit.HostileJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArgumentTreeTest {

  /** Clicks on whatever is folded until nothing is, as somebody patient would. */
  private static final class Reader {

    private final Json.Obj arguments;
    private final List<String> first;
    private final StringBuilder read = new StringBuilder();
    private final List<Integer> numbers = new ArrayList<>();
    private int largest;

    Reader(Json.Obj arguments, List<String> first) {
      this.arguments = arguments;
      this.first = first;
    }

    Reader read() {
      read(ArgumentTree.of(arguments, first));
      return this;
    }

    private ArgumentTree fetch(More more) {
      var from = more.query().substring("from=".length());
      return ArgumentTree.from(arguments, first, Position.parse(from));
    }

    private void read(ArgumentTree part) {
      largest =
          Math.max(
              largest,
              part.members().stream()
                  .flatMap(member -> member.lines().stream())
                  .mapToInt(line -> line.value().length() + line.indent().length() + 1)
                  .sum());
      for (var member : part.members()) {
        read(member);
      }
      if (part.more() != null) {
        read(fetch(part.more()));
      }
    }

    private void read(Member member) {
      member.lines().forEach(this::read);
      if (member.more() != null) {
        read(fetch(member.more()));
      }
    }

    private void read(Line line) {
      numbers.add(line.number());
      if (!read.isEmpty()) {
        read.append('\n');
      }
      read.append(line.indent())
          .append(line.sign())
          .append(line.sign().isEmpty() ? "" : " ")
          .append(line.value());
      for (var more = line.more(); more != null; ) {
        var rest = fetch(more).members().getFirst().lines().getFirst();
        read.append(rest.value());
        more = rest.more();
      }
    }

    String text() {
      return stripped(read.toString().lines());
    }
  }

  private static String stripped(Stream<String> lines) {
    return lines.map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  private static String expected(Json.Obj arguments, String... first) {
    return stripped(DisplayText.arguments(arguments, List.of(first)).stream());
  }

  private static Json.Obj much() {
    var many =
        new Json.Arr(Stream.generate(() -> (Json) Json.of("x: \"y\" - z │")).limit(1_000).toList());
    return Json.object()
        .put("a b", "quoted: name")
        .put("text", "one\ntwo: three\n - four\n\n")
        .put("long", "0123456789".repeat(5_000))
        .put("many", many)
        .put("deep", Json.object().put("in", Json.object().put("er", 1).build()).build())
        .put("none", Json.Obj.EMPTY)
        .build();
  }

  @Test
  void everything_canBeFetchedWhereverItIsFolded() {
    var reader = new Reader(much(), List.of("/text")).read();

    assertThat(reader.text()).isEqualTo(expected(much(), "/text"));
    var tree = ArgumentTree.of(much(), List.of("/text"));
    assertThat(tree.members()).hasSize(6);
    assertThat(tree.members().get(2).lines()).hasSize(3);
    assertThat(tree.members())
        .anySatisfy(
            member -> {
              assertThat(member.lines()).hasSize(8);
              assertThat(member.more()).isEqualTo(More.lines(4, 8, 993));
            });
  }

  @Test
  void longIntegers_areShownToTheLastDigit() {
    var id = new Json.Int(new BigInteger("18446744073709551615"));
    var arguments = Json.object().put("id", id).put("ids", new Json.Arr(List.of(id))).build();

    assertThat(new Reader(arguments, List.of()).read().text())
        .isEqualTo(expected(arguments))
        .isEqualTo("id: 18446744073709551615\nids:\n  - 18446744073709551615");
    assertThat(Gist.of(arguments, List.of()).text())
        .isEqualTo("id: 18446744073709551615  ids: [18446744073709551615]");
  }

  @Test
  void lines_areNumberedAsIfNothingWereFolded() {
    var reader = new Reader(much(), List.of()).read();

    assertThat(reader.numbers)
        .isEqualTo(IntStream.rangeClosed(1, reader.numbers.size()).boxed().toList());
  }

  @Test
  void hostileArguments_areReadWholeInBoundedParts() {
    HostileJson.all()
        .forEach(
            (name, generator) -> {
              var arguments = generator.apply(30_000);
              var reader = new Reader(arguments, List.of()).read();
              assertThat(reader.text()).as(name).isEqualTo(expected(arguments));
              assertThat(reader.largest).as(name).isLessThan(60_000);
            });
  }

  @Test
  void fold_neverCutsACharacterNorTheNameOfOne() {
    for (int before = 385; before < 405; before++) {
      for (var what : List.of("\ud83d\ude00", "\u202e")) {
        var arguments = Json.object().put("v", "x".repeat(before) + what + "y".repeat(500)).build();
        assertThat(new Reader(arguments, List.of()).read().text()).isEqualTo(expected(arguments));
        var value = ArgumentTree.of(arguments, List.of()).members().getFirst().lines().getFirst();
        assertThat(Character.isHighSurrogate(value.value().charAt(value.value().length() - 1)))
            .isFalse();
        assertThat(value.value().lastIndexOf('⟦'))
            .isLessThanOrEqualTo(value.value().lastIndexOf('⟧'));
      }
    }
  }

  @Test
  void positionThatNoPageLinksTo_isRefusedOrEmpty() {
    for (var odd : List.of("", "1", "1.2", "1.2.x", "-1.0.0", "99999999.0.0", "1.2.3.4")) {
      assertThatThrownBy(() -> Position.parse(odd)).isInstanceOf(PageException.class);
    }
    for (var beyond : List.of("9999999.0.0", "0.9999999.0", "0.0.9999999", "0.9999999.9999999")) {
      var part = ArgumentTree.from(much(), List.of(), Position.parse(beyond));
      assertThat(part.members())
          .as(beyond)
          .allSatisfy(member -> assertThat(isEmpty(member)).isTrue());
    }
  }

  private static boolean isEmpty(@Nullable Member member) {
    return member == null || member.lines().stream().allMatch(line -> line.value().isEmpty());
  }
}
