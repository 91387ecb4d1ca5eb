// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.Refusal;

/** The result of a command, with the approval as it is now. */
public sealed interface CommandResult {

  /**
   * The command was carried out.
   *
   * @param repeat whether it had been carried out before, so that nothing was added now
   */
  record Done(ApprovalRecord entry, boolean repeat) implements CommandResult {}

  /** The command was declined. */
  record Declined(ApprovalRecord entry, Refusal refusal) implements CommandResult {}

  /** There is no such approval in this tenant. */
  record Unknown() implements CommandResult {}
}
