// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;

/** Is told that an approval moved, so that it can tell the workflow, or whoever waits. */
public interface Courier {

  /**
   * This approval moved. Never throws and never waits: word that is lost is made good by the
   * reconciler and by the waiters' own rereading.
   */
  void moved(ApprovalId id);
}
