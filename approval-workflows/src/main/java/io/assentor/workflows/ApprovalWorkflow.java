// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The workflow of one approval: it waits for deadlines and sends messages. Its id is {@code
 * tenant/uuid}.
 */
@WorkflowInterface
public interface ApprovalWorkflow {

  /** Processes the approval until nothing is left to do. */
  @WorkflowMethod
  void tend(ApprovalRef approval);

  /** Signals that the approval changed, so that the workflow reads the ledger again. */
  @SignalMethod
  void moved();
}
