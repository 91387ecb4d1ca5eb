// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.util.List;

/**
 * Reports recent changes to waiters. It is only a hint: waiters also reread their approval from
 * time to time.
 */
public interface LedgerTail {

  /** Returns the position before everything that is not yet visible. */
  Position end();

  /** Returns what became visible after a position, and the position to continue from. */
  Moved after(Position position);

  /**
   * A position, ordered by transaction first: identity values alone become visible out of order.
   *
   * @param transaction PostgreSQL's full transaction id
   * @param sequence the event's identity value
   */
  record Position(long transaction, long sequence) {}

  /** Approvals that changed, oldest first, possibly more than once. */
  record Moved(List<ApprovalId> approvals, Position position) {}
}
