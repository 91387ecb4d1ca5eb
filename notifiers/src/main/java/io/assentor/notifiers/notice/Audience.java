// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.notice;

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

/** The people whom an occasion concerns, for all channels. */
public final class Audience {

  private Audience() {}

  /**
   * Returns who is notified: the people its stage has asked before and those it asks now; for an
   * outcome, everyone whom any stage asked.
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

  /** Returns whom the stage asked before this step. */
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
   * Returns the ids of the people on the request's side, who are never asked, by the current
   * directory and under all their names.
   */
  public static Set<String> barred(ApprovalRecord entry, Directory directory) {
    return entry.approval().request().side().entries(directory, entry.id().tenant());
  }

  /**
   * Returns the ids of people whom there is no point in asking: those who are barred, and those who
   * have decided.
   */
  public static Set<String> notAsked(
      ApprovalRecord entry, Directory directory, Identities identities) {
    var ids = new HashSet<>(barred(entry, directory));
    for (var decision : entry.approval().decisions()) {
      ids.addAll(identities.human(entry.id().tenant(), decision.standing().human()).ids());
    }
    return ids;
  }
}
