// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.ApprovalId;
import io.assentor.core.Approvals;
import io.assentor.core.LedgerReader;
import io.assentor.core.TendingLedger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every pending request again when the directory has changed: who could have decided it
 * may be gone, and its gateway must not wait for nobody.
 */
public final class Recount implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Recount.class);
  private static final int PAGE = 500;

  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Approvals approvals;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("recount").daemon().factory());

  public Recount(LedgerReader ledger, TendingLedger tending, Approvals approvals) {
    this.ledger = ledger;
    this.tending = tending;
    this.approvals = approvals;
  }

  /** Begins at once, and returns at once. */
  public void begin() {
    executor.execute(this::run);
  }

  private void run() {
    try {
      @Nullable ApprovalId last = null;
      List<ApprovalId> page;
      do {
        page = tending.pending(last, PAGE);
        for (var id : page) {
          ledger.find(id).ifPresent(entry -> approvals.tend(entry, Set.of()));
          last = id;
        }
      } while (page.size() == PAGE);
    } catch (RuntimeException e) {
      // Each workflow counts again when it next looks, which is at its next deadline at the latest.
      LOG.warn("not every pending request was looked at again: {}", e.toString());
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
