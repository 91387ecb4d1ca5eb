// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import io.assentor.core.approval.Approval;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whom an occasion concerns, whatever the channel. */
public final class Audience {

  private Audience() {}

  /**
   * Who is told by this: those its stage asked before it, and those it asks anew; of an outcome,
   * everybody whom any stage asked.
   */
  public static List<Eligible> asked(Approval approval, Occasion occasion) {
    var stages = approval.stages();
    if (occasion.purpose() == Purpose.OUTCOME) {
      return stages.stream()
          .limit(occasion.stage() + 1L)
          .flatMap(stage -> stage.eligible().stream())
          .toList();
    }
    var asked = new ArrayList<>(askedBefore(approval, occasion));
    var stage = stages.get(occasion.stage());
    switch (occasion.purpose()) {
      case ANNOUNCEMENT -> asked.add(stage.stage().eligible());
      case ESCALATION -> {
        if (stage.stage().steps().get(occasion.step()) instanceof Step.Widen widen) {
          asked.add(widen.to());
        }
      }
      case REMINDER, OUTCOME -> {}
    }
    return asked;
  }

  /** Whom the stage asked before the step that this is about. */
  public static List<Eligible> askedBefore(Approval approval, Occasion occasion) {
    if (occasion.purpose() == Purpose.ANNOUNCEMENT) {
      return List.of();
    }
    var stage = approval.stages().get(occasion.stage()).stage();
    var asked = new ArrayList<Eligible>();
    asked.add(stage.eligible());
    for (var taken : approval.steps()) {
      if (taken.stage() == occasion.stage()) {
        if (taken.step() == occasion.step()) {
          break;
        }
        if (stage.steps().get(taken.step()) instanceof Step.Widen widen) {
          asked.add(widen.to());
        }
      }
    }
    return asked;
  }

  /**
   * Returns the ids of those who are on the request's side, and so never asked: as the directory
   * has these people today, under whatever name.
   */
  public static Set<String> barred(ApprovalRecord entry, Directory directory) {
    return entry.approval().request().side().entries(directory, entry.id().tenant());
  }

  /** Returns the ids of those whom it is of no use to ask: who is barred, and who has decided. */
  public static Set<String> notAsked(
      ApprovalRecord entry, Directory directory, Identities identities) {
    var ids = new HashSet<>(barred(entry, directory));
    for (var decision : entry.approval().decisions()) {
      ids.addAll(identities.human(entry.id().tenant(), decision.standing().human()).ids());
    }
    return ids;
  }
}
