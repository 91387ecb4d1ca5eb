// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SampleRequestsTest {

  @Test
  void sampleCalls_areTheRealOnes() throws IOException {
    assertThat(SampleRequests.calls())
        .containsExactlyElementsOf(
            McpCalls.all().stream().map(SampleRequestsTest::expected).toList());
  }

  private static Json.Obj expected(McpCall it) {
    var call = it.call();
    var tool = Json.object().put("server", call.server()).put("name", call.name());
    @Nullable Json annotations =
        call.annotations().equals(Json.Obj.EMPTY) ? null : call.annotations();
    return Json.object()
        .put("about", it.about())
        .put("tool", tool.put("annotations", annotations).build())
        .put("arguments", call.arguments())
        .build();
  }
}
