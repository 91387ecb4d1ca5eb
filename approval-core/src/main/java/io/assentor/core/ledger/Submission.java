// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.util.Optional;

/** How the ledger answered a submission. */
public sealed interface Submission {

  /** Returns the approval that answers the submission. */
  ApprovalRecord entry();

  /**
   * A new approval.
   *
   * @param superseded the open approval of the same call that it replaced
   */
  record Created(ApprovalRecord entry, Optional<ApprovalId> superseded) implements Submission {}

  /** It attached to an open approval. */
  record Attached(ApprovalRecord entry) implements Submission {}

  /** The idempotency key was seen before, with the same body. */
  record Repeated(ApprovalRecord entry) implements Submission {}

  /** The idempotency key was seen before, with another body. */
  record KeyReused(ApprovalRecord entry) implements Submission {}
}
