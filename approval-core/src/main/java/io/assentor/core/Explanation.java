// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Reach;
import io.assentor.core.call.NewRequest;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.PolicyBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policy and directory make of a call, and why.
 *
 * @param findings every rule that counts
 * @param people for each stage, ids of the people who would be asked
 * @param unreachable why nobody could decide it; absent if somebody could
 */
public record Explanation(
    Judgement judgement,
    List<PolicyBook.Finding> findings,
    List<List<String>> people,
    @Nullable String unreachable) {

  /** Asks both; nothing is recorded. */
  public static Explanation of(NewRequest request, Rules.InForce rules) {
    var tenant = request.gateway().tenant();
    var explained = rules.policies().explain(tenant, request);
    var effect = explained.judgement().assessment().effect();
    var duties = SeparationOfDuties.of(request, rules, effect);
    var people =
        effect instanceof Effect.Require(var requirement)
            ? Reach.before(requirement, duties.widened()).stream()
                .map(stage -> Reach.candidates(stage, rules.directory(), tenant, duties.barred()))
                .toList()
            : List.<List<String>>of();
    return new Explanation(
        explained.judgement(), explained.findings(), people, duties.unreachable());
  }

  public Assessment assessment() {
    return judgement.assessment();
  }
}
