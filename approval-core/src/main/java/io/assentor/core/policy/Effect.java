// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

/** Policy's verdict on a call. */
public sealed interface Effect {

  /** The call may run without approval. */
  record Allow() implements Effect {}

  /**
   * The call may not run, even with approval.
   *
   * @param reason for the agent and the auditor
   */
  record Deny(String reason) implements Effect {}

  /** The call may run once these people approve. */
  record Require(Requirement requirement) implements Effect {}
}
