// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.util.List;

/** What moved lately, for those who wait. A hint: waiters also reread their own approval. */
public interface LedgerTail {

  /** The position before everything that is not yet visible. */
  Position end();

  /** What became visible after a position, and the position to ask from next. */
  Moved after(Position position);

  /**
   * Ordered by transaction first: identity values alone become visible out of order.
   *
   * @param transaction PostgreSQL's full transaction id
   * @param sequence the event's identity value
   */
  record Position(long transaction, long sequence) {}

  /** Approvals that moved, oldest first, possibly more than once. */
  record Moved(List<ApprovalId> approvals, Position position) {}
}
