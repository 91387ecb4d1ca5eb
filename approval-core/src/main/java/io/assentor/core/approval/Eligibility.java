// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static java.util.Collections.disjoint;

import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a person may decide a request now: by what right, or why not. Commands, pages, cards and
 * explanations all call this function, and a test compares the ledger's lists with it.
 */
public sealed interface Eligibility {

  /**
   * The person may decide.
   *
   * @param stage index of the open stage
   * @param rights the parts of the stage that admit them, at least one
   */
  record May(int stage, List<Eligible> rights) implements Eligibility {
    public May {
      rights = List.copyOf(rights);
    }
  }

  /** The person may not decide. */
  record MayNot(Refusal why) implements Eligibility {}

  /**
   * Judges whether a person may decide the open stage, through any door.
   *
   * @param today who is on the request's side by the current directory
   */
  static Eligibility of(Approval approval, Candidate candidate, Side today, Instant now) {
    if (isOwn(approval, candidate.human(), today)) {
      return new MayNot(new Refusal.OwnRequest());
    }
    if (approval.hasDecided(candidate.human())) {
      return new MayNot(new Refusal.AlreadyDecided());
    }
    var status = approval.status(now);
    var open = approval.openStage();
    if (status != Status.PENDING || open.isEmpty()) {
      return new MayNot(new Refusal.Closed(status));
    }
    var rights = rights(open.get().eligible(), candidate.capacities());
    return rights.isEmpty()
        ? new MayNot(
            new Refusal.NotEligible(
                "this stage asks for " + Eligible.described(open.get().eligible()), true))
        : new May(approval.waitingStage().orElseThrow(), rights);
  }

  /** Returns whether the person was on the request's side when it was submitted, or is now. */
  static boolean isOwn(Approval approval, Human human, Side today) {
    return approval.request().side().has(human) || today.has(human);
  }

  /** Returns the parts of a stage that admit a person with these capacities. */
  static List<Eligible> rights(List<Eligible> stage, Set<String> capacities) {
    return stage.stream().filter(it -> !disjoint(it.capacities(), capacities)).toList();
  }

  /** Returns why nobody may decide through this door; empty if policy admits it. */
  static Optional<Refusal> objection(Requirement requirement, Door door) {
    return requirement.doors().admit(door)
        ? Optional.empty()
        : Optional.of(
            new Refusal.NotEligible(
                "this request is decided by "
                    + String.join(" or ", requirement.doorNames())
                    + ", not by "
                    + door.text()));
  }
}
