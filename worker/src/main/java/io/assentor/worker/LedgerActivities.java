// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Approvals;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Use;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.workflows.Agenda;
import io.assentor.workflows.ApprovalRef;
import io.assentor.workflows.Tending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from the ledger what is to be done, and notes that it is done. */
public final class LedgerActivities implements Tending {

  /** What became of a request is old news after so long; a channel that was down is given up. */
  private static final Duration NEWS_IS_NEW = Duration.ofHours(24);

  private final LedgerReader ledger;
  private final TendingLedger tending;
  private final Approvals approvals;
  private final Notices notices;

  public LedgerActivities(
      LedgerReader ledger, TendingLedger tending, Approvals approvals, Notices notices) {
    this.ledger = ledger;
    this.tending = tending;
    this.approvals = approvals;
    this.notices = notices;
  }

  @Override
  public Agenda agenda(ApprovalRef ref) {
    var entry = find(ref.id());
    boolean news = isNews(entry.approval(), entry.asOf());
    var deliveries = news ? tending.deliveries(ref.id()) : List.<Delivery>of();
    entry = approvals.tend(entry, notices.unreached(entry, deliveries));
    var orders = news ? orders(ref, entry, deliveries) : List.<Agenda.Order>of();
    return new Agenda(entry.approval().sequence(), orders, nextIn(entry));
  }

  /** What is to be sent, and what was sent, or may have been, and does not say how it stands. */
  private List<Agenda.Order> orders(
      ApprovalRef ref, ApprovalRecord entry, List<Delivery> deliveries) {
    var settled =
        deliveries.stream()
            .filter(Delivery::settled)
            .map(Delivery::key)
            .collect(Collectors.toSet());
    var unsent = notices.due(entry).stream().filter(key -> !settled.contains(key));
    var outdated =
        deliveries.stream()
            .filter(it -> notices.isOutdated(entry, it) || notices.isToBeFound(it))
            .map(Delivery::key);
    return Stream.concat(unsent, outdated).distinct().map(key -> order(ref, key)).toList();
  }

  /** Until the next deadline; a lapsed approval has none, the clock has said all it had to say. */
  private static @Nullable Long nextIn(ApprovalRecord entry) {
    var deadline = entry.approval().nextDeadline();
    if (deadline.isEmpty()) {
      return null;
    }
    long left = Duration.between(entry.asOf(), deadline.get()).toMillis();
    boolean lapsed = entry.approval().closed() != null && left <= 0;
    return lapsed ? null : Long.valueOf(Math.max(0, left) + 1); // past it, not just before it
  }

  private static boolean isNews(Approval approval, Instant now) {
    if (approval.closed() == null) {
      return true;
    }
    var lapsed = approval.use(now) == Use.LAPSED ? approval.validUntil() : null;
    return Stream.of(approval.closed(), approval.consumed(), approval.revoked(), approval.result())
            .filter(Objects::nonNull)
            .map(Event::at)
            .anyMatch(at -> now.isBefore(at.plus(NEWS_IS_NEW)))
        || (lapsed != null && now.isBefore(lapsed.plus(NEWS_IS_NEW)));
  }

  private static Agenda.Order order(ApprovalRef ref, Delivery.Key key) {
    return new Agenda.Order(
        ref, key.channel(), key.recipient(), key.purpose().name(), key.stage(), key.step());
  }

  @Override
  public boolean tended(ApprovalRef ref, int sequence, @Nullable Long nextIn) {
    return tending.tended(ref.id(), sequence, nextIn == null ? null : Duration.ofMillis(nextIn));
  }

  private ApprovalRecord find(ApprovalId id) {
    return ledger
        .find(id)
        .orElseThrow(() -> new IllegalStateException("the ledger has no approval " + id));
  }
}
