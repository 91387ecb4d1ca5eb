// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Approvals;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

  /** After a fault. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Approvals approvals;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("recount").daemon().factory());

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
    boolean all = true;
    try {
      @Nullable ApprovalId last = null;
      List<ApprovalId> page;
      do {
        page = tending.pending(last, PAGE);
        for (var id : page) {
          all &= tend(id);
          last = id;
        }
      } while (page.size() == PAGE);
    } catch (RuntimeException e) {
      LOG.warn("pending requests could not be listed: {}", e.toString());
      all = false;
    }
    if (!all && !executor.isShutdown()) {
      var unused = executor.schedule(this::run, AGAIN.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** One that cannot be looked at must not keep the others from it. */
  private boolean tend(ApprovalId id) {
    try {
      ledger
          .find(id)
          .map(entry -> approvals.tend(entry, Set.of()))
          // Its workflow looks who is to be told now; the reconciler sees to it, at its pace.
          .ifPresent(now -> tending.tended(id, now.approval().sequence(), Duration.ZERO));
      return true;
    } catch (RuntimeException e) {
      LOG.warn("{} was not looked at again, it will be: {}", id, e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
