// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One held call's clock and courier. Its id is {@code tenant/uuid}. */
@WorkflowInterface
public interface ApprovalWorkflow {

  /** Sees to the approval until nothing is left to do. */
  @WorkflowMethod
  void tend(ApprovalRef approval);

  /** The approval moved: look at the ledger again. */
  @SignalMethod
  void moved();
}
