// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Approvals;
import io.assentor.core.FailureLog;
import io.assentor.core.Loop;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every pending request again when the directory has changed: its approvers may be gone, and
 * its gateway must not wait in vain. Requests that lack people are announced at once, and end only
 * when the directory has been in force for a while, because a mistake in it may soon be corrected.
 */
public final class Recount implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Recount.class);
  private static final int PAGE = 500;

  /** The most ids in a log line. */
  private static final int SHOWN = 10;

  /** After a fault. */
  static final Duration AGAIN = Duration.ofSeconds(10);

  private static final Duration REST = Duration.ofSeconds(1);

  private final FailureLog log = new FailureLog(LOG::warn);
  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Approvals approvals;
  private final Duration grace;
  private final List<ApprovalId> lackingNow = new ArrayList<>();
  private volatile int lacking;
  private final LongSupplier nanoTime;
  private final List<Due> due = new ArrayList<>();
  private @Nullable Loop loop;

  /**
   * A count that is to be made.
   *
   * @param at by {@link System#nanoTime}
   * @param changed whether whom to tell may be others now, which their workflows then look into
   * @param onlyIfLacking whether to count only if requests lacked people at the count before
   */
  private record Due(long at, boolean changed, boolean onlyIfLacking) {}

  /** Counts nothing by itself; a test runs the passes, by a clock of its own. */
  Recount(
      LedgerReader ledger,
      TendingLedger tending,
      Approvals approvals,
      Duration grace,
      LongSupplier nanoTime) {
    this.ledger = ledger;
    this.tending = tending;
    this.approvals = approvals;
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  /**
   * Counts on demand.
   *
   * @param grace how long a changed directory is in force before requests that lack people end
   */
  public static Recount start(
      LedgerReader ledger, TendingLedger tending, Approvals approvals, Duration grace) {
    var recount = new Recount(ledger, tending, approvals, grace, System::nanoTime);
    recount.loop =
        Loop.start("recount", "Counting people for pending requests", REST, recount::pass);
    return recount;
  }

  /** Starts counting now, and again when the directory is settled. Returns at once. */
  public void begin() {
    order(true, false);
  }

  /**
   * Counts at the start, and again when the directory is settled: it may have changed while no
   * worker ran, or the last one ended before the grace period did. Only requests that lack people
   * are changed.
   */
  public void resume() {
    order(false, true);
  }

  private void order(boolean changed, boolean laterOnlyIfLacking) {
    add(new Due(nanoTime.getAsLong(), changed, false));
    if (!grace.isZero()) {
      long settled = nanoTime.getAsLong() + grace.plusMillis(1).toNanos();
      add(new Due(settled, changed, laterOnlyIfLacking));
    }
    if (loop != null) {
      loop.wake();
    }
  }

  private void add(Due count) {
    synchronized (due) {
      due.add(count);
    }
  }

  /** Counts once if any count is due; what came due together is one count. */
  void pass() {
    var now = takeDue();
    boolean changed = now.stream().anyMatch(Due::changed);
    if (now.isEmpty() || (lacking == 0 && now.stream().allMatch(Due::onlyIfLacking))) {
      return;
    }
    boolean all = false;
    try {
      all = count(changed);
    } finally {
      if (!all) {
        add(new Due(nanoTime.getAsLong() + AGAIN.toNanos(), changed, false));
      }
    }
  }

  private List<Due> takeDue() {
    long now = nanoTime.getAsLong();
    synchronized (due) {
      var taken = due.stream().filter(it -> it.at - now <= 0).toList();
      due.removeAll(taken);
      return taken;
    }
  }

  /**
   * Returns how many pending requests will end because they lack people, unless the directory is
   * corrected.
   */
  public int lacking() {
    return lacking;
  }

  /**
   * Checks everything that is pending.
   *
   * @param changed whether recipients may have changed, so that workflows must check them
   * @return whether all of it could be checked
   */
  private boolean count(boolean changed) {
    boolean all = true;
    lackingNow.clear();
    try {
      @Nullable ApprovalId last = null;
      List<ApprovalId> page;
      do {
        page = tending.pending(last, PAGE);
        for (var id : page) {
          all &= tend(id, changed);
          last = id;
        }
      } while (page.size() == PAGE);
    } catch (RuntimeException e) {
      log.failed("Listing the pending requests failed; retrying", e);
      all = false;
    }
    announce();
    return all;
  }

  private void announce() {
    int before = lacking;
    lacking = lackingNow.size();
    if (lacking > 0) {
      LOG.warn(
          "The directory leaves {} pending requests without enough people; they fail {} s after the"
              + " change unless it is corrected: {}",
          lacking,
          grace.toSeconds(),
          lackingNow.stream().limit(SHOWN).toList());
    } else if (before > 0) {
      LOG.info("All pending requests have enough people again");
    }
  }

  /** A request that cannot be checked must not block the others. */
  private boolean tend(ApprovalId id, boolean changed) {
    try {
      var entry = ledger.find(id).map(it -> approvals.tend(it, Set.of()));
      if (entry.isPresent()) {
        if (approvals.lacksPeople(entry.get())) {
          lackingNow.add(id);
        }
        if (changed) {
          // Its workflow will notify new recipients; the reconciler signals it, at its own rate.
          tending.tended(id, entry.get().approval().sequence(), Duration.ZERO);
        }
      }
      return true;
    } catch (DamagedRecordException e) {
      return true; // reported already; checking it again soon does not help
    } catch (RuntimeException e) {
      log.failed("recount", "Counting the people for " + id + " failed; retrying", e);
      return false;
    }
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }
}
