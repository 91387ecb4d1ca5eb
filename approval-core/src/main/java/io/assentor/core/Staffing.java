// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.Reach;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.Side;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whether enough people are left who can decide a pending request. */
final class Staffing {

  private Staffing() {}

  /**
   * Returns the command that widens the request or ends it, if too few are left.
   *
   * @param unreached ids of people whom no word could be brought to
   */
  static Optional<Command> givingUp(
      ApprovalRecord entry, Set<String> unreached, Rules.InForce rules) {
    if (entry.status() != Status.PENDING) {
      return Optional.empty();
    }
    var excluded = excluded(entry, rules);
    var shortfall = shortfall(entry, excluded, rules);
    var cause = Reason.NO_ELIGIBLE_APPROVER;
    if (shortfall.isEmpty() && !unreached.isEmpty()) {
      excluded.addAll(unreached);
      shortfall = shortfall(entry, excluded, rules);
      cause = Reason.NOBODY_REACHABLE;
    }
    var reason = cause;
    var by = Principal.assentor(entry.id().tenant(), "directory");
    int countedAt = entry.approval().sequence();
    return shortfall.map(it -> new Command.GiveUp(by, it.stage(), reason, it.why(), countedAt));
  }

  /** Ids of the entries, under whatever name, of who is on its side or has decided. */
  private static Set<String> excluded(ApprovalRecord entry, Rules.InForce rules) {
    var directory = rules.directory();
    var tenant = entry.id().tenant();
    var approval = entry.approval();
    var excluded = new HashSet<>(approval.request().side().entries(directory, tenant));
    excluded.addAll(SeparationOfDuties.side(Parties.of(entry), rules).entries(directory, tenant));
    for (var decision : approval.decisions()) {
      var human = decision.standing().human();
      excluded.addAll(Side.entries(human.ids(), human.identities(), directory, tenant));
    }
    return excluded;
  }

  private static Optional<Reach.Shortfall> shortfall(
      ApprovalRecord entry, Set<String> excluded, Rules.InForce rules) {
    return Reach.shortfall(
        entry.approval().waiting(), rules.directory(), entry.id().tenant(), excluded);
  }
}
