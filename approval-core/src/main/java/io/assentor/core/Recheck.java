// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Use;
import io.assentor.core.call.NewRequest;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Effect;
import java.util.Optional;

/** What speaks against using an approval now although it was given. */
final class Recheck {

  private Recheck() {}

  static Optional<String> objection(ApprovalRecord entry, Rules.InForce rules) {
    var approval = entry.approval();
    if (approval.use(entry.asOf()) != Use.UNUSED) {
      return Optional.empty();
    }
    if (!entry.isIntact()) {
      return Optional.of("the stored call is not the one that was approved");
    }
    for (var decision : approval.decisions()) {
      var person = rules.directory().person(entry.id().tenant(), decision.standing().person());
      if (person.isEmpty() || person.get().disabled()) {
        return Optional.of(decision.standing().person() + ", who approved it, is disabled now");
      }
    }
    var today = rules.policies().assess(entry.id().tenant(), asSubmitted(entry));
    return today.effect() instanceof Effect.Deny(var reason)
        ? Optional.of("today's policy denies it (" + today.rule() + "): " + reason)
        : Optional.empty();
  }

  private static NewRequest asSubmitted(ApprovalRecord entry) {
    var request = entry.approval().request();
    return new NewRequest(
        request.gateway(),
        entry.content().call(),
        request.subject(),
        request.agent(),
        request.session(),
        entry.content().context(),
        null,
        false,
        request.release(),
        null);
  }
}
