// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import io.assentor.core.Approvals;
import io.assentor.core.channel.Channel;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.work.MemoryBudget;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.worker.ChannelActivities;
import io.assentor.worker.LedgerActivities;
import io.assentor.worker.Notices;
import io.assentor.workflows.ApprovalRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The worker's activities for one channel, run without Temporal. */
public final class TestWorker {

  /** Of sending, with all retries: more than any test makes a delivery fail. */
  private static final int MAX_ROUNDS = 60;

  private final InMemoryLedger ledger;
  private final LedgerActivities agenda;
  private final ChannelActivities sending;
  private final Consumer<Instant> clock;
  private final Runnable afterFault;

  /**
   * A worker.
   *
   * @param clock lets time go by until the next attempt of a delivery is due
   * @param afterFault lets time go by until Temporal would try again
   */
  public TestWorker(
      InMemoryLedger ledger,
      Approvals approvals,
      Channel channel,
      String link,
      Consumer<Instant> clock,
      Runnable afterFault) {
    var notices = new Notices(List.of(channel), link);
    this.ledger = ledger;
    var memory = new MemoryBudget(Long.MAX_VALUE);
    var held = Duration.ofMinutes(1);
    this.agenda = new LedgerActivities(ledger, ledger, approvals, notices, memory, held);
    this.sending = new ChannelActivities(ledger, ledger, notices, moved -> {}, memory, held);
    this.clock = clock;
    this.afterFault = afterFault;
  }

  /** Does what there is to do until there is nothing more, however often sending fails. */
  public void tend(ApprovalRecord entry) {
    var ref = ApprovalRef.of(entry.id());
    for (int round = 0; round < MAX_ROUNDS; round++) {
      var orders = agenda.agenda(ref).orders();
      if (orders.isEmpty() && !nextTryComes(entry)) {
        return;
      }
      for (var order : orders) {
        try {
          sending.send(order);
        } catch (RuntimeException e) {
          afterFault.run();
        }
      }
    }
    throw new IllegalStateException("the worker never comes to an end");
  }

  /** Does one round of it and throws its faults. */
  public void tendOnce(ApprovalRecord entry) {
    agenda.agenda(ApprovalRef.of(entry.id())).orders().forEach(sending::send);
  }

  /** Returns false if no delivery waits for its next attempt. */
  private boolean nextTryComes(ApprovalRecord entry) {
    var next =
        ledger.deliveries(entry.id()).stream()
            .map(Delivery::nextTryAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder());
    next.ifPresent(clock);
    return next.isPresent();
  }
}
