// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery.Purpose;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whom a notice concerns, whatever the channel. */
public final class Audience {

  private Audience() {}

  /**
   * Who is told by this: those its stage asked before it, and those it asks anew; of an outcome,
   * everybody whom any stage asked.
   */
  public static List<Eligible> asked(Notice notice) {
    var stages = notice.entry().approval().stages();
    if (notice.purpose() == Purpose.OUTCOME) {
      return stages.stream()
          .limit(notice.stage() + 1L)
          .flatMap(stage -> stage.eligible().stream())
          .toList();
    }
    var asked = new ArrayList<>(askedBefore(notice));
    var stage = stages.get(notice.stage());
    switch (notice.purpose()) {
      case ANNOUNCEMENT -> asked.add(stage.stage().eligible());
      case ESCALATION -> {
        if (stage.stage().steps().get(notice.step()) instanceof Step.Widen widen) {
          asked.add(widen.to());
        }
      }
      case REMINDER, OUTCOME -> {}
    }
    return asked;
  }

  /** Whom the stage asked before the step that this is about. */
  public static List<Eligible> askedBefore(Notice notice) {
    if (notice.purpose() == Purpose.ANNOUNCEMENT) {
      return List.of();
    }
    var stage = notice.entry().approval().stages().get(notice.stage()).stage();
    var asked = new ArrayList<Eligible>();
    asked.add(stage.eligible());
    for (var taken : notice.entry().approval().steps()) {
      if (taken.stage() == notice.stage()) {
        if (taken.step() == notice.step()) {
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
