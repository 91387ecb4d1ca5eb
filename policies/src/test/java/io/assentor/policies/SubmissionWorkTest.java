// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.assentor.core.work.WorkEndedException.Why;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A submission whose work ends is not recorded, whatever part of judging it was in. */
@SuppressWarnings("try") // a scope is only closed
class SubmissionWorkTest {

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);

  @Test
  void callerThatLeavesWhileSecretsAreLookedFor_recordsNothing() {
    assertRecordsNothing(Why.CALLER_GONE, text("2024-01-02 17 ".repeat(50_000)), "true");
  }

  @Test
  void callerThatLeavesWhileRulesAreEvaluated_recordsNothing() {
    var text = text("x".repeat(500_000));
    assertRecordsNothing(Why.CALLER_GONE, text, "[1, 2, 3].all(i, args.a.matches('x+')) || true");
  }

  @Test
  void judgingThatTakesTooMuch_recordsNothing() {
    assertRecordsNothing(Why.TOO_COSTLY, text("2024-01-02 17 ".repeat(50_000)), "true");
  }

  @Test
  void callThatDoesNotFit_recordsNothing() {
    assertRecordsNothing(Why.OVER_CAPACITY, text("2024-01-02 17 ".repeat(50_000)), "true");
  }

  @Test
  void ordinaryCall_isRecordedAlthoughItsCallerLeaves() {
    submit(Why.CALLER_GONE, text("prod"), "true");
    assertThat(recorded()).isEqualTo(1);
  }

  private void assertRecordsNothing(Why why, Json.Obj arguments, String when) {
    assertThatThrownBy(() -> submit(why, arguments, when))
        .isInstanceOfSatisfying(WorkEndedException.class, e -> assertThat(e.why()).isEqualTo(why));
    assertThat(recorded()).isZero();
  }

  private void submit(Why why, Json.Obj arguments, String when) {
    var policy =
        YamlPolicyBook.parse(
            "policy.yaml",
            """
            rules:
              - {id: it, when: "%s", require: {stages: [{role: approver}]}}
            default: {require: {stages: [{role: approver}]}}
            """
                .formatted(when));
    var authority = new Authority(ledger, Rules.of(policy, InMemoryDirectory.demo()));
    var approvals = new Approvals(ledger, authority, id -> {});
    NewRequest request =
        Fixtures.withCall(
            Fixtures.request("any"), new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments));
    var work =
        new Work(
            why == Why.OVER_CAPACITY ? NONE : new MemoryBudget(Long.MAX_VALUE),
            () -> why == Why.CALLER_GONE,
            why == Why.TOO_COSTLY ? 200_000 : Long.MAX_VALUE);
    try (var scope = work.begin()) {
      approvals.submit(request);
    }
  }

  private static final MemoryBudget NONE = new MemoryBudget(0);

  private int recorded() {
    return ledger.search(new Query(Fixtures.TENANT, null, Filters.NONE, 10, null)).items().size();
  }

  private static Json.Obj text(String text) {
    return Json.object().put("a", text).build();
  }
}
