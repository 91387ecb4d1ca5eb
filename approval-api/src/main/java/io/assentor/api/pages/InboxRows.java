// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.LimitedReads;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Status;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Waiting;
import java.time.Duration;
import java.util.Optional;
import org.springframework.util.ConcurrentLruCache;

/**
 * What requests look like in the inbox. A call may be a megabyte and its row is two lines, so rows
 * are kept; calls are read one at a time and let go. A row is the same for whoever may see it, and
 * is kept for one sequence of one request, which a new event ends. Whether a request still waits,
 * and for whom, is never kept: that is asked of the ledger each time.
 */
final class InboxRows {

  /** So many calls are read at once: a search may ask for a thousand that nobody has read yet. */
  private static final int READERS = 2;

  /** How long one page waits for the reads of others. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Some 2 kB each. */
  private static final int KEPT = 4_000;

  private final LedgerReader ledger;
  private final LimitedReads reads = new LimitedReads(READERS);
  private final ConcurrentLruCache<State, Optional<InboxRow>> rows;

  InboxRows(LedgerReader ledger) {
    this.ledger = ledger;
    this.rows = new ConcurrentLruCache<>(KEPT, this::read);
  }

  private record State(ApprovalId id, int sequence) {}

  /** Its row; empty if it was closed since it was listed. */
  Optional<InboxRow> of(Waiting waiting) {
    try {
      return rows.get(new State(waiting.id(), waiting.sequence()));
    } catch (DamagedRecordException e) {
      return Optional.of(InboxRow.damaged(waiting)); // not kept: it may be restored
    }
  }

  /** As it is now: if it has moved on, nobody will list the sequence before that any more. */
  private Optional<InboxRow> read(State state) {
    return reads.read(
        PATIENCE,
        () ->
            ledger
                .find(state.id())
                .filter(entry -> entry.status() == Status.PENDING)
                .map(this::row));
  }

  /** The row of a request as it was just read. */
  InboxRow of(ApprovalRecord entry) {
    try {
      return row(entry);
    } catch (DamagedRecordException e) {
      return InboxRow.of(entry, null);
    }
  }

  private InboxRow row(ApprovalRecord entry) {
    return InboxRow.of(entry, Members.of(ledger.shown(entry).body()));
  }
}
