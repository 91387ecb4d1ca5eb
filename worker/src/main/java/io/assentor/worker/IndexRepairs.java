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
 * Walks through all approvals, newest first, and has what lists and searches read say again what
 * the events say. Recent approvals are walked through apart and again and again, so that a request
 * that was hidden is found while it waits.
 */
public final class IndexRepairs implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IndexRepairs.class);

  private static final Duration REST = Duration.ofSeconds(1);

  /** Approvals looked at in each of the two walks of a pass. */
  static final int PAGE = 20;

  /** No request waits longer than a few days. */
  static final Duration RECENT = Duration.ofDays(7);

  private final TendingLedger ledger;
  private final InstantSource clock;
  private @Nullable Loop loop;
  private @Nullable ApprovalId recent;
  private @Nullable ApprovalId all;

  /** Runs nothing by itself; a test runs the passes. */
  IndexRepairs(TendingLedger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Starts the walks, a page of each a second. */
  public static IndexRepairs start(TendingLedger ledger) {
    var repairs = new IndexRepairs(ledger, InstantSource.system());
    repairs.loop = Loop.start("index-repair", "Repairing the index", REST, repairs::pass);
    return repairs;
  }

  void pass() {
    var next = page(recent);
    recent = next == null || isBefore(next, clock.instant().minus(RECENT)) ? null : next;
    all = page(all);
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
