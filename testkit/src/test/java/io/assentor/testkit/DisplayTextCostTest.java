// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.text.CountedText;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.Steps;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DisplayTextCostTest {

  private static final int SIZE = 10_000;

  static Stream<Arguments> hostile() {
    return HostileJson.all().entrySet().stream()
        .map(it -> Arguments.of(it.getKey(), it.getValue()));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void line_readsEachCharacterOnce(String name, IntFunction<Json.Obj> input) {
    var text = input.apply(SIZE).canonicalString();
    var steps = Steps.unlimited();

    DisplayText.line(new CountedText(text, steps));

    assertThat(steps.taken()).isEqualTo(text.length());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void arguments_costWhatTheirSizeCosts(String name, IntFunction<Json.Obj> input) {
    var growth =
        Growth.of(
                "display text: " + name,
                SIZE,
                input,
                Growth.allocated(it -> DisplayText.arguments(it, List.of())))
            .assertLinear();
    System.out.println(growth.row());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void beginning_costsWhatIsShown(String name, IntFunction<Json.Obj> input) {
    var growth =
        Growth.of(
                "beginning: " + name,
                SIZE,
                input,
                Growth.allocated(it -> DisplayText.beginning(it, List.of(), 15, 1_000)))
            .assertBounded();
    System.out.println(growth.row());
  }
}
