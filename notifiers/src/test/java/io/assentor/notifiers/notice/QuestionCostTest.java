// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.notifiers.Requests;
import io.assentor.notifiers.notice.Question.Limits;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Growth;
import io.assentor.testkit.HostileJson;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cards and mails show a beginning of the arguments: they cost no more than that shows. */
class QuestionCostTest {

  private static final Limits CARD = new Limits(60, 2_800, 700);
  private static final Limits MAIL = new Limits(400, 20_000, 4_000);

  static Stream<String> hostile() {
    return HostileJson.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void question_costsNoMoreForMoreArguments(String name) {
    IntFunction<ApprovalRecord> entry =
        size -> entry(Objects.requireNonNull(HostileJson.all().get(name)).apply(size));
    for (var limits : new Limits[] {CARD, MAIL}) {
      var growth = Growth.of(name, 80_000, entry, Growth.allocated(it -> Question.of(it, limits)));
      growth.assertBounded();
      var shown = Question.of(entry.apply(80_000), limits).arguments();
      assertThat(shown.text()).hasSizeLessThanOrEqualTo(limits.length());
      assertThat(shown.text().lines().count()).isLessThanOrEqualTo(limits.lines() + 1L);
    }
  }

  private static ApprovalRecord entry(Json.Obj arguments) {
    var call = new ToolCall("kubernetes", "kubectl_apply", null, Json.Obj.EMPTY, arguments);
    var request = Fixtures.withCall(Fixtures.request("any"), call);
    return Requests.entry(request, Fixtures.requiring(Fixtures.ONE_APPROVER), null);
  }
}
