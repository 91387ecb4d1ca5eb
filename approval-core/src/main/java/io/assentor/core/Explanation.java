// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.call.NewRequest;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.PolicyBook;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policy and directory say about a call, and why.
 *
 * @param findings every rule that matched
 * @param people for each stage, ids of the people who would be asked; none if {@code unreachable}
 * @param unreachable why nobody could decide it, so that the request would fail; absent if it could
 *     be decided
 */
public record Explanation(
    Judgement judgement,
    List<PolicyBook.Finding> findings,
    List<List<String>> people,
    @Nullable String unreachable) {

  /** Evaluates a call like a submission, but records nothing. */
  public static Explanation of(NewRequest request, Rules.InForce rules) {
    var explained = rules.policies().explain(request.gateway().tenant(), request);
    var proposal = Proposal.of(request, explained.judgement(), rules);
    return new Explanation(
        explained.judgement(),
        explained.findings(),
        people(proposal),
        proposal.duties().unreachable());
  }

  private static List<List<String>> people(Proposal proposal) {
    if (!(proposal.judgement().assessment().effect() instanceof Effect.Require(var requirement))) {
      return List.of();
    }
    return proposal.duties().unreachable() == null
        ? proposal.stages().stream().map(proposal::candidates).toList()
        : Collections.nCopies(requirement.stages().size(), List.of());
  }

  public Assessment assessment() {
    return judgement.assessment();
  }
}
