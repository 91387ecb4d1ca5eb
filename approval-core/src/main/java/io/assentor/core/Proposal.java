// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Reach;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Submit;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Salt;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call evaluated by the rules of one moment. Submissions and explanations both make one, so that
 * an explanation matches what a submission would get.
 */
record Proposal(
    NewRequest request, Judgement judgement, SeparationOfDuties duties, Rules.InForce rules) {

  static Proposal of(NewRequest request, Judgement judgement, Rules.InForce rules) {
    var effect = judgement.assessment().effect();
    var duties = SeparationOfDuties.of(Parties.of(request), rules, effect);
    return new Proposal(request, judgement, duties, rules);
  }

  private String tenant() {
    return request.gateway().tenant();
  }

  /** Returns the stages that would open; none if nobody is asked. */
  List<Reach.Open> stages() {
    return judgement.assessment().effect() instanceof Effect.Require(var requirement)
            && duties.unreachable() == null
        ? Reach.before(requirement, duties.widened())
        : List.of();
  }

  /** Returns ids of the people who would be asked in a stage. */
  List<String> candidates(Reach.Open stage) {
    var barred = duties.side().asHuman();
    return new Reach(rules.identities(), rules.directory(), tenant(), barred, Set.of())
        .candidates(stage);
  }

  /** Returns the stages in which people are asked, as budgets count them. */
  List<FloodGate.Asked> asked() {
    return judgement.budgets().equals(Budgets.NONE)
        ? List.of()
        : stages().stream()
            .map(
                stage ->
                    new FloodGate.Asked(
                        // The directory cannot list everyone who could fill it, so it never has too
                        // few people.
                        Reach.isClaimable(stage, rules.directory(), tenant()) ? 0 : stage.missing(),
                        candidates(stage)))
            .toList();
  }

  /**
   * Returns the submission for the ledger.
   *
   * @param flood why nobody may be asked now; absent if people may be asked
   */
  Submit submit(@Nullable String flood) {
    var content =
        new CallContent(Salt.random(), request.call(), request.context(), judgement.redacted());
    return new Submit(
        ApprovalId.next(tenant()),
        flood == null ? request : request.attaching(),
        content,
        RequestRendering.of(request, content.shown(), judgement.assessment()),
        judgement.assessment(),
        rules.directory().version(),
        duties.side(),
        SeparationOfDuties.subjectEntry(Parties.of(request), rules.directory()).orElse(null),
        duties.widened(),
        duties.unreachable(),
        flood);
  }
}
