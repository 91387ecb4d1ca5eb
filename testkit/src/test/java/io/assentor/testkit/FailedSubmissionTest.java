// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Courier;
import io.assentor.core.Rules;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.call.NewRequest;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Budgets.Budget;
import io.assentor.core.policy.Judgement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a submission that fails leaves behind of what was counted for it. */
class FailedSubmissionTest {

  private static final Budget TWICE = new Budget(2, Duration.ofHours(1));

  private final Outage outage = new Outage();
  private final InMemoryLedger ledger = new InMemoryLedger(outage);

  @Test
  void submissionsThatFail_spendNoBudgetOfTheAgent() {
    assertFailuresSpendNothing(new Budgets(TWICE, null));
  }

  @Test
  void submissionsThatFail_spendNoBudgetOfApprovers() {
    assertFailuresSpendNothing(new Budgets(null, TWICE));
  }

  private void assertFailuresSpendNothing(Budgets budgets) {
    var approvals = approvals(budgets, id -> {});
    var request = request();
    outage.begins();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> approvals.submit(request)).hasMessage("the ledger is away");
    }
    outage.ends();

    assertThat(approvals.submit(request).entry().status()).isEqualTo(Status.PENDING);
    assertThat(approvals.submit(request()).entry().status()).isEqualTo(Status.PENDING);
    assertThat(approvals.submit(request()).entry().approval().closed())
        .as("the budget still bounds what people are asked")
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.APPROVER_FLOOD));
  }

  @Test
  void recordedRequestOfWhichNobodyCouldBeTold_isCounted() {
    var approvals =
        approvals(
            new Budgets(TWICE, null),
            id -> {
              throw new IllegalStateException("the courier is away");
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> approvals.submit(request())).hasMessage("the courier is away");
    }

    assertThat(approvals.submit(request()).entry().approval().closed())
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.APPROVER_FLOOD));
  }

  private Approvals approvals(Budgets budgets, Courier courier) {
    var assessment = Fixtures.requiring(Fixtures.ONE_APPROVER);
    var rules =
        Rules.of(
            (tenant, request) -> new Judgement(assessment, null, budgets),
            InMemoryDirectory.demo());
    return new Approvals(ledger, new Authority(ledger, rules), courier);
  }

  private static NewRequest request() {
    return Fixtures.request("deployment-" + UUID.randomUUID());
  }
}
