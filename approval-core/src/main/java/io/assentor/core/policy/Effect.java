// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

/** What policy says of a call. */
public sealed interface Effect {

  /** It may run without asking anyone. */
  record Allow() implements Effect {}

  /**
   * It may not run, whoever would approve.
   *
   * @param reason for the agent and the auditor
   */
  record Deny(String reason) implements Effect {}

  /** It may run once these people agree. */
  record Require(Requirement requirement) implements Effect {}
}
