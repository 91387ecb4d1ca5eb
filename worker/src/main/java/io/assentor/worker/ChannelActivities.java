// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Courier;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Delivery.Purpose;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.workflows.Agenda;
import io.assentor.workflows.Sending;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends word through channels: claimed before, receipted after, so nothing is announced twice. */
public final class ChannelActivities implements Sending {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelActivities.class);

  /** Waiting longer for a turn keeps the approval's clock waiting too long. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Another process may be sending it. */
  private static final Duration HELD = Duration.ofSeconds(10);

  /** No state an approval is ever in. */
  private static final String UNKNOWN = "unknown";

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
    var channel = notices.channel(key.channel());
    if (channel.isEmpty()) {
      return; // switched off since
    }
    boolean due = purpose == Purpose.OUTCOME || entry.approval().closed() == null;
    if (!due && !channel.get().findsAgain()) {
      return; // nobody is asked any more; the outcome is on its way
    }
    if (!due && earlier(key).stream().noneMatch(it -> it.key().equals(key))) {
      return; // it was never begun
    }
    switch (tending.claim(key)) {
      case SETTLED -> update(channel.get(), key);
      case BUSY -> throw inItsTurn(new Channel.Later(key + " was claimed moments ago", HELD));
      case GRANTED -> {
        if (isDue(entry, key)) {
          send(channel.get(), key, entry, false);
        } else {
          fail(key, "over before it was sent");
        }
      }
      case GRANTED_AGAIN -> {
        if (!channel.get().findsAgain()) {
          send(channel.get(), key, entry, true);
        } else if (found(channel.get(), key, entry)) {
          update(channel.get(), key);
        } else if (isDue(entry, key)) {
          send(channel.get(), key, entry, false);
        } else {
          fail(key, "over before it was sent");
        }
      }
    }
  }

  private boolean isDue(ApprovalRecord entry, Delivery.Key key) {
    return notices.due(entry).contains(key);
  }

  private void fail(Delivery.Key key, String why) {
    tending.fail(key, why);
    courier.moved(key.approval());
  }

  /** Whether an earlier attempt did send it. What that said of the request is not known. */
  private boolean found(Channel channel, Delivery.Key key, ApprovalRecord entry) {
    try {
      var notice = notices.notice(entry, key, rendering(channel, entry), earlier(key));
      var receipt = channel.find(notice, key.recipient());
      receipt.ifPresent(it -> tending.receipt(key, it, UNKNOWN));
      return receipt.isPresent();
    } catch (RuntimeException e) {
      tending.doubt(key);
      throw e instanceof Channel.Later later ? inItsTurn(later) : e;
    }
  }

  private void send(Channel channel, Delivery.Key key, ApprovalRecord entry, boolean repeated) {
    String receipt;
    try {
      var rendering = rendering(channel, entry);
      var earlier = rendering == null ? List.<Delivery>of() : earlier(key);
      var notice = notices.notice(entry, key, rendering, earlier);
      receipt = channel.send(notice, key.recipient(), repeated);
    } catch (Channel.Undeliverable e) {
      fail(key, Objects.requireNonNullElse(e.getMessage(), "undeliverable"));
      return;
    } catch (Channel.Uncertain e) {
      tending.doubt(key);
      throw e;
    } catch (Channel.Later e) {
      tending.release(key);
      throw inItsTurn(e);
    } catch (RuntimeException e) {
      tending.release(key);
      throw e;
    }
    tending.receipt(key, receipt, entry.state());
  }

  /** Makes what was sent say how the request stands now. */
  private void update(Channel channel, Delivery.Key key) {
    var entry = ledger.find(key.approval()).orElseThrow();
    var earlier = earlier(key);
    var sent = earlier.stream().filter(it -> it.key().equals(key)).findFirst();
    if (sent.isEmpty() || !notices.isOutdated(entry, sent.get())) {
      return;
    }
    try {
      channel.update(notices.current(entry, rendering(channel, entry), earlier), sent.get());
    } catch (Channel.Undeliverable e) {
      LOG.warn("{} stays as it was: {}", key, e.getMessage());
    } catch (Channel.Later e) {
      throw inItsTurn(e);
    }
    tending.shown(key, entry.state());
    if (!ledger.find(key.approval()).orElseThrow().state().equals(entry.state())) {
      // Whoever was slower may have drawn what is older.
      throw new IllegalStateException(key.approval() + " moved meanwhile");
    }
  }

  private @Nullable Rendering rendering(Channel channel, ApprovalRecord entry) {
    return channel
        .rendering(entry, notices.link(entry))
        .map(rendering -> tending.keep(entry.id(), rendering))
        .orElse(null);
  }

  private List<Delivery> earlier(Delivery.Key key) {
    return tending.deliveries(key.approval()).stream()
        .filter(it -> it.key().channel().equals(key.channel()))
        .toList();
  }

  /**
   * Tries again when it is its turn; if that is further off than the next round is, then in that,
   * since the approval's clock waits for a round to end.
   */
  private static ApplicationFailure inItsTurn(Channel.Later later) {
    return ApplicationFailure.newBuilder()
        .setMessage(later.getMessage())
        .setType("Later")
        .setNextRetryDelay(later.after())
        .setNonRetryable(later.after().compareTo(PATIENCE) > 0)
        .build();
  }
}
