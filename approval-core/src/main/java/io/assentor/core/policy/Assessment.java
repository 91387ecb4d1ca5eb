// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Policy's verdict on one call, with what an auditor needs to reproduce it.
 *
 * @param policyVersion hash of the policy's canonical content
 * @param rule id of the rule that decided
 * @param trace every rule that was evaluated, with its result
 * @param notes what approvers must also know, such as a changed tool definition
 */
public record Assessment(
    String policyVersion,
    String rule,
    Tier tier,
    List<String> trace,
    Effect effect,
    List<Note> notes) {
  public Assessment {
    trace = List.copyOf(trace);
    notes = List.copyOf(notes);
  }

  /** Makes an assessment without notes. */
  public Assessment(
      String policyVersion, String rule, Tier tier, List<String> trace, Effect effect) {
    this(policyVersion, rule, tier, trace, effect, List.of());
  }

  /** Returns the notes as people read them. */
  public List<String> noteTexts() {
    return notes.stream().map(Note::text).toList();
  }

  /** Returns whether approvers must know the same, however it is worded. */
  public boolean notesTheSameAs(Assessment other) {
    return about(notes).equals(about(other.notes));
  }

  private static Set<String> about(List<Note> notes) {
    return notes.stream().map(Note::about).collect(Collectors.toSet());
  }
}
