// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTest {

  @Test
  void longValue_isCutBetweenCharacters() {
    for (var value : List.of("😀".repeat(150), "a" + "😀".repeat(150))) {
      assertThat(new Path(List.of("text")).shown(Map.of("text", value)))
          .endsWith("😀…")
          .matches(it -> it.codePoints().noneMatch(at -> at >= 0xD800 && at <= 0xDFFF), "whole");
    }
  }
}
