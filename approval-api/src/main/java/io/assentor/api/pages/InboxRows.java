// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.assentor.api.LimitedReads;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Status;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Waiting;
import io.assentor.core.ledger.ShownRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The rows of the inbox, cached: a call may be a megabyte while its row is two lines. Calls are
 * read one at a time and not kept. A row is the same for everyone who may see it, and is cached for
 * one sequence of one request. Whether a request still waits, and for whom, is not cached but read
 * from the ledger each time.
 */
final class InboxRows {

  /** The most calls read at once: a search may need a thousand that are not cached. */
  private static final int READERS = 2;

  /** How long one page waits for the reads of others. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Some 2 kB each. */
  private static final int MAX_KEPT = 4_000;

  /** A row of a request that was closed is listed no more, and must not stay for ever. */
  static final Duration KEPT = Duration.ofHours(1);

  private final LedgerReader ledger;
  private final LimitedReads reads = new LimitedReads(READERS);
  private final Cache<State, Optional<InboxRow>> rows;

  InboxRows(LedgerReader ledger) {
    this(ledger, Ticker.systemTicker());
  }

  InboxRows(LedgerReader ledger, Ticker ticker) {
    this.ledger = ledger;
    this.rows =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  private record State(ApprovalId id, int sequence) {}

  /** Returns a request's row; empty if it was closed since it was listed. */
  Optional<InboxRow> of(Waiting waiting) {
    try {
      return kept(new State(waiting.id(), waiting.sequence()));
    } catch (DamagedRecordException e) {
      return Optional.of(
          InboxRow.damaged(waiting.id(), waiting.expiresAt())); // not cached: it may be restored
    }
  }

  /** Reads outside the cache, which would otherwise hold up requests for other rows. */
  private Optional<InboxRow> kept(State state) {
    var known = rows.getIfPresent(state);
    if (known != null) {
      return known;
    }
    var row = read(state);
    rows.put(state, row);
    return row;
  }

  /** Reads the current sequence: an older one is never listed again. */
  private Optional<InboxRow> read(State state) {
    return reads.read(
        PATIENCE,
        () ->
            ledger
                .find(state.id())
                .filter(entry -> entry.status() == Status.PENDING)
                .map(this::row));
  }

  /** Returns the row of a request that was just read. */
  InboxRow of(ApprovalRecord entry) {
    try {
      return row(entry);
    } catch (DamagedRecordException e) {
      return InboxRow.damaged(entry.id(), entry.approval().request().expiresAt());
    }
  }

  private InboxRow row(ApprovalRecord entry) {
    return InboxRow.of(entry, ShownRequest.of(entry, ledger.shown(entry)));
  }
}
