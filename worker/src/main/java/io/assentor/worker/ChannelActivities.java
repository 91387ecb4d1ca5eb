// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Channel;
import io.assentor.core.Courier;
import io.assentor.core.Delivery;
import io.assentor.core.Delivery.Purpose;
import io.assentor.core.Entry;
import io.assentor.core.LedgerReader;
import io.assentor.core.TendingLedger;
import io.assentor.workflows.Agenda;
import io.assentor.workflows.Sending;
import java.util.Objects;

/** Sends word through channels: claimed before, receipted after, so nothing is announced twice. */
public final class ChannelActivities implements Sending {

  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Notices notices;
  private final Courier courier;

  /**
   * Over these channels.
   *
   * @param courier is told when a delivery fails for good, since too few people may be left then
   */
  public ChannelActivities(
      LedgerReader ledger, TendingLedger tending, Notices notices, Courier courier) {
    this.ledger = ledger;
    this.tending = tending;
    this.notices = notices;
    this.courier = courier;
  }

  @Override
  public void send(Agenda.Order order) {
    var id = order.approval().id();
    var purpose = Purpose.valueOf(order.purpose());
    int step = Objects.requireNonNullElse(order.step(), 0);
    var key =
        new Delivery.Key(id, order.channel(), order.recipient(), purpose, order.stage(), step);
    var entry = ledger.find(id).orElseThrow();
    if (purpose != Purpose.OUTCOME && entry.approval().closed() != null) {
      return; // nobody is asked any more; the outcome is on its way
    }
    switch (tending.claim(key)) {
      case SETTLED -> {}
      case BUSY -> throw new IllegalStateException(key + " was claimed moments ago");
      case GRANTED -> send(key, entry, false);
      case GRANTED_AGAIN -> send(key, entry, true);
    }
  }

  private void send(Delivery.Key key, Entry entry, boolean repeated) {
    String receipt;
    try {
      receipt =
          notices
              .channel(key.channel())
              .send(notices.notice(entry, key), key.recipient(), repeated);
    } catch (Channel.Undeliverable e) {
      tending.fail(key, Objects.requireNonNullElse(e.getMessage(), "undeliverable"));
      courier.moved(key.approval());
      return;
    } catch (RuntimeException e) {
      tending.release(key);
      throw e;
    }
    tending.receipt(key, receipt);
  }
}
