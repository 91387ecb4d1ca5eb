// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Loop;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks through all approvals, newest first, and repairs the index of lists and searches from the
 * events. Recent approvals are walked separately and repeatedly, so that a hidden request is found
 * while it waits.
 */
public final class IndexRepairs implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IndexRepairs.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * The least time from the start of a walk to the next; few approvals are walked through sooner.
   */
  static final Duration ROUND = Duration.ofMinutes(1);

  /** The approvals checked in each of the two walks of a pass. */
  static final int PAGE = 20;

  /** The age of recent approvals; no request waits longer than a few days. */
  static final Duration RECENT = Duration.ofDays(7);

  private final TendingLedger ledger;
  private final InstantSource clock;
  private @Nullable Loop loop;
  private final Walk recent = new Walk();
  private final Walk all = new Walk();

  /** Makes one that runs nothing by itself; tests run the passes. */
  IndexRepairs(TendingLedger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Starts the walks, a page of each a second. */
  public static IndexRepairs start(TendingLedger ledger) {
    var repairs = new IndexRepairs(ledger, InstantSource.system());
    repairs.loop = Loop.start("index-repair", "Repairing the index", PAUSE, repairs::pass);
    return repairs;
  }

  void pass() {
    var now = clock.instant();
    recent.step(now, now.minus(RECENT));
    all.step(now, Instant.EPOCH);
  }

  /** One walk after the other, newest first. */
  private final class Walk {

    private Instant began = Instant.EPOCH;
    private @Nullable ApprovalId last;

    /** Checks the next page of approvals made since then, if one is due. */
    void step(Instant now, Instant since) {
      if (last == null) {
        if (now.isBefore(began.plus(ROUND))) {
          return;
        }
        began = now;
      }
      var next = page(last);
      last = next == null || isBefore(next, since) ? null : next;
    }
  }

  private @Nullable ApprovalId page(@Nullable ApprovalId before) {
    var page = ledger.repair(before, PAGE);
    page.repaired()
        .forEach(
            id ->
                LOG.warn(
                    "Repaired the index of {}, which did not match its events; only Assentor should"
                        + " write it",
                    id));
    return page.last();
  }

  private static boolean isBefore(ApprovalId id, Instant instant) {
    return id.uuid().toString().compareTo(ApprovalId.earliest(instant).toString()) < 0;
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }
}
