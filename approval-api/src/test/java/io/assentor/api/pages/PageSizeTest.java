// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.pages.ArgumentTree.Position;
import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import io.assentor.testkit.Growth;
import io.assentor.testkit.HostileJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How large a page of arguments gets, in bytes and in elements. */
class PageSizeTest {

  /** Whatever is submitted; a request of ordinary size has a page of some 20 kB. */
  private static final int MOST_BYTES = 400_000;

  private static String drawn(ArgumentTree tree) {
    var model = Map.<String, Object>of("id", "0197", "tree", tree, "inLine", false);
    return Templates.fragment("part", "part", model);
  }

  private static long bytes(Json.Obj arguments) {
    return drawn(ArgumentTree.of(arguments, List.of())).getBytes(StandardCharsets.UTF_8).length;
  }

  private static long elements(Json.Obj arguments) {
    return drawn(ArgumentTree.of(arguments, List.of())).chars().filter(it -> it == '<').count();
  }

  /** 120 kB, nested 58 deep, was a page of 13.9 MB. */
  @Test
  void deepNesting_makesNoLargerPageThanAnythingElse() {
    Json deep =
        new Json.Arr(IntStream.range(0, 60_000).<Json>mapToObj(it -> Json.of(it % 10)).toList());
    for (int depth = 1; depth < 57; depth++) {
      deep = new Json.Arr(List.of(deep));
    }
    var arguments = Json.object().put("a", deep).build();

    assertThat(bytes(arguments)).isLessThan(10_000);
    var part = ArgumentTree.from(arguments, List.of(), new Position(0, 8, 0));
    assertThat(part.members().getFirst().lines()).hasSize(300);
    assertThat(drawn(part).length()).isLessThan(MOST_BYTES);
    assertThat(part.members().getFirst().more()).isEqualTo(More.lines(0, 308, 59_693));
  }

  @Test
  void tenTimesTheArguments_makeNoLargerPage() {
    var rows =
        HostileJson.all().entrySet().stream()
            .flatMap(
                it ->
                    List.of(
                        Growth.of(
                                "page of " + it.getKey() + ", bytes",
                                100_000,
                                it.getValue(),
                                PageSizeTest::bytes)
                            .assertBounded(),
                        Growth.of(
                                "page of " + it.getKey() + ", elements",
                                100_000,
                                it.getValue(),
                                PageSizeTest::elements)
                            .assertBounded())
                        .stream())
            .toList();
    assertThat(rows).allSatisfy(row -> assertThat(row.tenfold()).isLessThan(MOST_BYTES));
    System.out.println(rows.stream().map(Growth::row).collect(Collectors.joining("\n")));
  }

  @Test
  void drawing_isLinearInTheArguments() {
    HostileJson.all()
        .forEach(
            (name, generator) ->
                Growth.of(
                        "drawing " + name,
                        20_000,
                        generator,
                        Growth.<Json.Obj>allocated(it -> ArgumentTree.of(it, List.of())))
                    .assertLinear());
  }

  /** Where there is no JavaScript, a part is a page of its own. */
  @Test
  void part_isAPageOfItsOwn() {
    var visitor = new Visitor("alice", "default", true, false, true);
    var tree = ArgumentTree.of(Json.object().put("name", "checkout").build(), List.of());
    var lines = Map.of("id", "0197", "visitor", visitor, "tree", tree, "inLine", false);
    assertThat(Templates.page("part", lines)).contains("data-n=\"1\"").endsWith("</html>\n");
    var folded = new Folded("some text", More.text(Folded.Of.RAW, 9, 5));
    var text = Map.<String, Object>of("id", "0197", "visitor", visitor, "folded", folded);
    assertThat(Templates.page("part", text)).contains("some text", "Show 5 more characters");
  }

  @Test
  void longTexts_areFoldedToo() {
    var claims = DisplayText.line("\u202e".repeat(50_000));
    var shown = Folded.of(Folded.Of.CLAIMS, claims, 0, 600);
    assertThat(shown.text()).hasSizeLessThanOrEqualTo(600);
    assertThat(shown.more()).isNotNull();
    var read = new StringBuilder(shown.text());
    for (var more = shown.more(); more != null; ) {
      int at = Integer.parseInt(more.query().substring("text=claims&at=".length()));
      var next = Folded.of(Folded.Of.CLAIMS, claims, at, Folded.FETCHED);
      assertThat(next.text()).hasSizeLessThanOrEqualTo(Folded.FETCHED);
      read.append(next.text());
      more = next.more();
    }
    assertThat(read.toString()).isEqualTo(claims);
  }
}
