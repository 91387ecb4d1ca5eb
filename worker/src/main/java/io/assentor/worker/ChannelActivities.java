// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Courier;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.core.ledger.TendingLedger.Retry;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.workflows.DeliveryTask;
import io.assentor.workflows.Sending;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages through channels. A message is claimed before it is sent and receipted afterwards,
 * so that it is not sent twice. Failures are recorded in the ledger, with the time of the next
 * attempt.
 */
public final class ChannelActivities implements Sending {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelActivities.class);

  /** When to retry a message that another process may be sending. */
  private static final Duration HELD = Duration.ofSeconds(10);

  /** When to update again a message whose request changed meanwhile. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** A state that no approval ever has. */
  private static final String UNKNOWN = "unknown";

  private static final String OVER = "the request was closed before it was sent";

  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Notices notices;
  private final Courier courier;
  private final Retries retries;
  private final MemoryBudget memory;
  private final DeliveryFailureLog log = new DeliveryFailureLog(LOG);

  /**
   * Over these channels.
   *
   * @param memory the memory for records being sent; a delivery whose record does not fit is
   *     retried
   * @param courier is told when a delivery fails for good, since too few people may be left then
   * @param retryInterval the interval between attempts after the first few
   */
  public ChannelActivities(
      LedgerReader ledger,
      TendingLedger tending,
      Notices notices,
      Courier courier,
      MemoryBudget memory,
      Duration retryInterval) {
    this.memory = memory;
    this.retries = new Retries(retryInterval);
    this.ledger = ledger;
    this.tending = tending;
    this.notices = notices;
    this.courier = courier;
  }

  @Override
  @SuppressWarnings("try") // a scope is only closed
  public void send(DeliveryTask task) {
    var key = task.key();
    try (var scope = new Work(memory, () -> false, Long.MAX_VALUE).begin()) {
      attend(key);
    } catch (ApplicationFailure e) {
      throw e;
    } catch (RuntimeException e) {
      // Nothing could be recorded: most likely the ledger is unreachable, or memory is short.
      log.failed("ledger", described(key) + " failed; retrying", e);
      throw Retries.failure(e, retries.after(1));
    }
  }

  private void attend(Delivery.Key key) {
    var entry = ledger.find(key.approval()).orElseThrow();
    // It exists: a lack of memory must not end a delivery that may have been sent.
    Work.markCommitted();
    var channel = notices.channel(key.channel());
    if (channel.isEmpty()) {
      return; // the channel has been switched off
    }
    boolean asks = key.occasion().purpose() == Purpose.OUTCOME || entry.approval().closed() == null;
    if (!asks && (!channel.get().findsAgain() || row(key).isEmpty())) {
      return; // the request is closed, and the result of an earlier attempt cannot be found out
    }
    var due = Optional.ofNullable(notices.due(entry).get(key));
    switch (tending.claim(key, due.orElse(Set.of()))) {
      case SETTLED -> update(channel.get(), key);
      case BUSY -> throw Retries.failure(new Channel.Later("claimed moments ago", HELD), HELD);
      case GRANTED -> sendIf(due.isPresent(), channel.get(), key, entry, false);
      case GRANTED_AGAIN -> {
        if (!channel.get().findsAgain()) {
          send(channel.get(), key, entry, true);
          return;
        }
        switch (found(channel.get(), key, entry)) {
          case FOUND -> update(channel.get(), key);
          case NEVER_ARRIVED -> sendIf(due.isPresent(), channel.get(), key, entry, false);
          case UNKNOWN -> sendIf(due.isPresent(), channel.get(), key, entry, true);
        }
      }
    }
  }

  private void sendIf(
      boolean due, Channel channel, Delivery.Key key, ApprovalRecord entry, boolean repeated) {
    if (due) {
      send(channel, key, entry, repeated);
    } else {
      tending.fail(key, OVER);
      courier.moved(key.approval());
    }
  }

  private void failed(Delivery.Key key, Channel.Undeliverable e) {
    log.failed(key.channel(), described(key) + " failed and will not be retried", e);
    tending.fail(key, DeliveryFailureLog.message(e));
    courier.moved(key.approval());
  }

  private enum Search {
    FOUND,
    NEVER_ARRIVED,
    UNKNOWN
  }

  /** Finds out whether an earlier attempt sent the message. The state that it shows is unknown. */
  private Search found(Channel channel, Delivery.Key key, ApprovalRecord entry) {
    try {
      var notice = notices.notice(entry, key, rendering(channel, entry), earlier(key));
      var receipt = channel.find(notice, key.recipient());
      receipt.ifPresent(it -> tending.receipt(key, it, UNKNOWN));
      return receipt.isPresent() ? Search.FOUND : Search.NEVER_ARRIVED;
    } catch (Channel.Undeliverable e) {
      return Search.UNKNOWN; // sending it twice is better than not at all
    } catch (RuntimeException e) {
      throw doubted(key, e);
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
      failed(key, e);
      return;
    } catch (Channel.Uncertain e) {
      throw doubted(key, e);
    } catch (RuntimeException e) {
      var retry = retry(key, attempts(key), e);
      tending.release(key, retry);
      throw Retries.failure(e, retry.in());
    }
    tending.receipt(key, receipt, entry.state());
  }

  private ApplicationFailure doubted(Delivery.Key key, RuntimeException e) {
    var retry = retry(key, attempts(key), e);
    tending.doubt(key, retry);
    return Retries.failure(e, retry.in());
  }

  /** Updates a sent message to the request's current state. */
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
      gone(sent.get(), entry, earlier, e);
      return;
    } catch (RuntimeException e) {
      boolean again = sent.get().nextTryAt() != null;
      var retry = retry(key, again ? sent.get().attempts() + 1 : 1, e);
      tending.postpone(key, retry);
      throw Retries.failure(e, retry.in());
    }
    tending.shown(key, entry.state());
    if (!ledger.find(key.approval()).orElseThrow().state().equals(entry.state())) {
      // A slower worker may have drawn an older state.
      throw Retries.failure(new Channel.Later("moved meanwhile", SOON), SOON);
    }
  }

  /**
   * Sends a lost message again if it still matters; if that is impossible, it counts as not
   * delivered.
   */
  private void gone(
      Delivery sent, ApprovalRecord entry, List<Delivery> earlier, Channel.Undeliverable e) {
    var key = sent.key();
    boolean matters =
        notices.due(entry).containsKey(key)
            && key.occasion().purpose() != Purpose.OUTCOME
            && sent.attempts() < Delivery.MAX_CLAIMS
            && !notices.isReplaced(entry, key, earlier);
    if (matters) {
      log.failed(key.channel(), described(key) + " cannot be updated; sending it again", e);
      tending.reopen(key, DeliveryFailureLog.message(e));
      courier.moved(key.approval());
      throw Retries.nextRound(e);
    }
    log.failed(key.channel(), described(key) + " cannot be updated", e);
    tending.lose(key, DeliveryFailureLog.message(e));
    courier.moved(key.approval());
  }

  /** Returns when to retry, and logs the failure. */
  private Retry retry(Delivery.Key key, int attempts, RuntimeException e) {
    var after = e instanceof Channel.Later later ? later.after() : retries.after(attempts);
    if (e instanceof Channel.Later) {
      LOG.debug("{} waits {}: {}", described(key), after, e.getMessage());
    } else {
      var next = " failed (attempt " + attempts + "); retrying in " + after.toSeconds() + " s";
      log.failed(key.channel(), described(key) + next, e);
    }
    return new Retry(DeliveryFailureLog.message(e), after);
  }

  private int attempts(Delivery.Key key) {
    return row(key).map(Delivery::attempts).orElse(1);
  }

  private Optional<Delivery> row(Delivery.Key key) {
    return earlier(key).stream().filter(it -> it.key().equals(key)).findFirst();
  }

  private @Nullable Rendering rendering(Channel channel, ApprovalRecord entry) {
    return channel
        .rendering(entry, notices.link(entry))
        .map(rendering -> tending.keep(entry.id(), rendering))
        .orElse(null);
  }

  private List<Delivery> earlier(Delivery.Key key) {
    return ledger.deliveries(key.approval()).stream()
        .filter(it -> it.key().channel().equals(key.channel()))
        .toList();
  }

  private static String described(Delivery.Key key) {
    return "Sending "
        + Members.nameOf(key.occasion().purpose())
        + " of "
        + key.approval()
        + " to "
        + key.recipient()
        + " by "
        + key.channel();
  }
}
