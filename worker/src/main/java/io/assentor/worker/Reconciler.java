// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Courier;
import io.assentor.core.Loop;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds overdue approvals and signals their workflows again. This covers a crash between the commit
 * and the signal, a terminated workflow and a new, empty Temporal.
 */
public final class Reconciler implements AutoCloseable {

  private static final Duration REST = Duration.ofSeconds(1);

  /** How long a signalled workflow has to act before it is signalled again. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TendingLedger ledger;
  private final Courier courier;
  private final Duration grace;
  private final int perPass;
  private final LongSupplier nanoTime;
  private final Map<ApprovalId, Long> signalled = new HashMap<>();
  private @Nullable Loop loop;

  /** Makes one that runs nothing by itself; tests run the passes, with their own clock. */
  Reconciler(
      TendingLedger ledger, Courier courier, Duration grace, int perPass, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.courier = courier;
    this.grace = grace;
    this.perPass = perPass;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts a reconciler that runs a pass each second.
   *
   * @param grace how late an approval must be
   * @param perSecond the largest number of workflows signalled each second, so that a new Temporal
   *     is not flooded
   */
  public static Reconciler start(
      TendingLedger ledger, Courier courier, Duration grace, int perSecond) {
    var reconciler = new Reconciler(ledger, courier, grace, perSecond, System::nanoTime);
    reconciler.loop = Loop.start("reconciler", "Reconciler pass", REST, reconciler::pass);
    return reconciler;
  }

  /** Signals the most overdue approvals. */
  void pass() {
    long now = nanoTime.getAsLong();
    signalled.values().removeIf(at -> now - at > PATIENCE.toNanos());
    ledger.overdue(grace, perPass + signalled.size()).stream()
        .filter(id -> !signalled.containsKey(id))
        .limit(perPass)
        .forEach(
            id -> {
              signalled.put(id, now);
              courier.moved(id);
            });
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }
}
