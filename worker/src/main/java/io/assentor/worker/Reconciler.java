// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Courier;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds approvals that nobody tended in time and signals their workflows again. This one rule
 * covers a crash between the commit and the signal, a terminated workflow and a new, empty
 * Temporal.
 */
public final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final int ROUNDS_PER_SWEEP = 60;

  /** A workflow that was told has so long to act before it is told again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TendingLedger ledger;
  private final Courier courier;
  private final Duration grace;
  private final int perRound;
  private final Map<ApprovalId, Long> told = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * Begins at once.
   *
   * @param grace how late an approval must be
   * @param perSecond at most so many are told each second, so that a new Temporal is not flooded
   */
  public Reconciler(TendingLedger ledger, Courier courier, Duration grace, int perSecond) {
    this.ledger = ledger;
    this.courier = courier;
    this.grace = grace;
    this.perRound = perSecond;
    Thread.ofPlatform().name("reconciler").daemon().start(this::run);
  }

  private void run() {
    try {
      for (int round = 1; !stop.await(ROUND.toMillis(), TimeUnit.MILLISECONDS); round++) {
        round();
        if (round % ROUNDS_PER_SWEEP == 0) {
          sweep();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      long now = System.nanoTime();
      told.values().removeIf(at -> now - at > PATIENCE.toNanos());
      ledger.overdue(grace, perRound + told.size()).stream()
          .filter(id -> !told.containsKey(id))
          .limit(perRound)
          .forEach(
              id -> {
                told.put(id, now);
                courier.moved(id);
              });
    } catch (RuntimeException e) {
      LOG.warn("this round found nothing, the next will: {}", e.toString());
    }
  }

  private void sweep() {
    try {
      ledger.sweep();
    } catch (RuntimeException e) {
      LOG.warn("nothing was swept, the next round will: {}", e.toString());
    }
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
