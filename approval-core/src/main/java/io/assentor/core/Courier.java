// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;

/** Receives changes of approvals, to pass them on to the workflow or to waiters. */
public interface Courier {

  /**
   * Reports that an approval changed. Never throws and never blocks: if a report is lost, the
   * reconciler and the waiters' own rereading make up for it.
   */
  void moved(ApprovalId id);
}
