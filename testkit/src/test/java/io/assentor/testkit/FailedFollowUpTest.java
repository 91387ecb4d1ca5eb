// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Role;
import io.assentor.core.Rules;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Requirement.Unreachable;
import io.assentor.core.policy.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What follows from a decision that is recorded can fail; the decision is recorded all the same.
 */
class FailedFollowUpTest {

  private static final Requirement THREE_OF_THREE =
      new Requirement(
          List.of(new Stage("approver", 3)),
          Duration.ofMinutes(30),
          Duration.ofMinutes(10),
          Doors.any(),
          2,
          Unreachable.FAIL,
          List.of());

  private final Outage outage = new Outage();
  private final InMemoryLedger ledger = new InMemoryLedger(outage);

  /** The first denial leaves too few people for three approvals. */
  @Test
  void decisionAfterWhichTheLedgerIsAway_isAnsweredAndEndsTheRequestLater() {
    var assessment = Fixtures.requiring(THREE_OF_THREE);
    var rules =
        Rules.of(
            (tenant, request) -> new Judgement(assessment, null, Budgets.NONE),
            InMemoryDirectory.demo());
    var authority = new Authority(ledger, rules);
    var pending = new Approvals(ledger, authority, id -> {}).submit(Fixtures.request("a")).entry();
    var approvals = new Approvals(ledger, authority, id -> outage.begins());
    var alice = authority.actor(Fixtures.ALICE, Set.of(Role.APPROVER), Set.of());
    var admitted = (Authority.Admitted) authority.admit(alice, pending.id(), Action.DECIDE);
    var view = pending.approval().request().view();

    var result = approvals.decide(admitted, null, Door.API, Verdict.DENY, null, view);

    assertThat(result)
        .isInstanceOfSatisfying(
            CommandResult.Done.class,
            it -> assertThat(it.entry().approval().deciders()).containsExactly("alice"));
    outage.ends();
    var later = approvals.tend(ledger.find(pending.id()).orElseThrow(), Set.of());
    assertThat(later.status()).isEqualTo(Status.FAILED);
  }
}
