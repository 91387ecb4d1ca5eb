// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.util.List;

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
    List<String> notes) {
  public Assessment {
    trace = List.copyOf(trace);
    notes = List.copyOf(notes);
  }

  /** Makes an assessment without notes. */
  public Assessment(
      String policyVersion, String rule, Tier tier, List<String> trace, Effect effect) {
    this(policyVersion, rule, tier, trace, effect, List.of());
  }
}
