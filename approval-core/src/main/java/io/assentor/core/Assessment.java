// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.List;

/**
 * Policy's verdict on one call, with what an auditor needs to reproduce it.
 *
 * @param policyVersion hash of the policy's canonical content
 * @param rule id of the rule that decided
 * @param trace every rule that was looked at and what came of it
 */
public record Assessment(
    String policyVersion, String rule, Tier tier, List<String> trace, Effect effect) {
  public Assessment {
    trace = List.copyOf(trace);
  }
}
