// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.Reach;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.Human;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks whether enough people are left to decide a pending request. */
final class Staffing {

  private Staffing() {}

  /**
   * Returns the command that widens the request or ends it, if too few are left.
   *
   * @param unreached ids of people who could not be reached
   */
  static Optional<Command> givingUp(
      ApprovalRecord entry, Set<String> unreached, Rules.InForce rules) {
    if (entry.status() != Status.PENDING) {
      return Optional.empty();
    }
    var shortfall = shortfall(entry, Set.of(), rules);
    var cause = Reason.NO_ELIGIBLE_APPROVER;
    if (shortfall.isEmpty() && !unreached.isEmpty()) {
      shortfall = shortfall(entry, unreached, rules);
      cause = Reason.NOBODY_REACHABLE;
    }
    var reason = cause;
    var by = Principal.assentor(entry.id().tenant(), "directory");
    int countedAt = entry.approval().sequence();
    return shortfall.map(it -> new Command.GiveUp(by, it.stage(), reason, it.why(), countedAt));
  }

  private static Optional<Reach.Shortfall> shortfall(
      ApprovalRecord entry, Set<String> unreached, Rules.InForce rules) {
    return new Reach(
            rules.identities(),
            rules.directory(),
            entry.id().tenant(),
            barred(entry, rules),
            unreached)
        .shortfall(entry.approval().waiting());
  }

  /**
   * The people on its side, at submission or now, and those who have decided; they need not be told
   * apart here.
   */
  private static Human barred(ApprovalRecord entry, Rules.InForce rules) {
    var ids = new HashSet<String>();
    var identities = new HashSet<Principal>();
    var sides =
        List.of(
            entry.approval().request().side(), SeparationOfDuties.side(Parties.of(entry), rules));
    for (var side : sides) {
      ids.addAll(side.people());
      identities.addAll(side.identities());
    }
    for (var decision : entry.approval().decisions()) {
      ids.addAll(decision.standing().human().ids());
      identities.addAll(decision.standing().human().identities());
    }
    return new Human(ids, identities);
  }
}
