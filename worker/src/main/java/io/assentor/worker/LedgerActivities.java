// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Approvals;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Use;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.workflows.Agenda;
import io.assentor.workflows.ApprovalRef;
import io.assentor.workflows.ApprovalWorkflowImpl;
import io.assentor.workflows.DeliveryTask;
import io.assentor.workflows.Tending;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reads from the ledger what is to be done, and records what was done. */
public final class LedgerActivities implements Tending {

  /** How long outcomes are still sent after the request was closed. */
  private static final Duration NEWS_IS_NEW = Duration.ofHours(24);

  private final DeliveryFailureLog log =
      new DeliveryFailureLog(LoggerFactory.getLogger(LedgerActivities.class));
  private final LedgerReader ledger;

  /** A sequence that no approval has, for approvals whose record is damaged. */
  private static final int DAMAGED = 0;

  /** When a damaged record is checked again; it may have been restored. */
  private static final Duration DAMAGED_REST = Duration.ofHours(1);

  private final TendingLedger tending;
  private final Approvals approvals;
  private final Notices notices;
  private final MemoryBudget memory;
  private final Duration retryInterval;

  /**
   * Makes the activities for a ledger.
   *
   * @param memory the memory of the records that are being read, shared with those that are being
   *     sent; an approval whose record does not fit is tended later
   * @param retryInterval the interval between attempts after the first few
   */
  public LedgerActivities(
      LedgerReader ledger,
      TendingLedger tending,
      Approvals approvals,
      Notices notices,
      MemoryBudget memory,
      Duration retryInterval) {
    this.memory = memory;
    this.retryInterval = retryInterval;
    this.ledger = ledger;
    this.tending = tending;
    this.approvals = approvals;
    this.notices = notices;
  }

  @Override
  @SuppressWarnings("try") // a scope is only closed
  public Agenda agenda(ApprovalRef ref) {
    try (var scope = new Work(memory, () -> false, Long.MAX_VALUE).begin()) {
      return read(ref);
    } catch (DamagedRecordException e) {
      return new Agenda(DAMAGED, List.of(), DAMAGED_REST.toMillis()); // reported already
    } catch (RuntimeException e) {
      throw failed(ref, e);
    }
  }

  private Agenda read(ApprovalRef ref) {
    var entry = find(ref.id());
    Work.markCommitted(); // it is there: lack of memory must not hide what is committed from now on
    boolean news = isNews(entry.approval(), entry.asOf());
    var deliveries = news ? ledger.deliveries(ref.id()) : List.<Delivery>of();
    entry = approvals.tend(entry, notices.unreached(entry, deliveries));
    var waiting = new HashMap<Delivery.Key, Instant>(); // by the time of their next attempt
    for (var delivery : deliveries) {
      var next = delivery.nextTryAt();
      if (next != null && next.isAfter(entry.asOf())) {
        waiting.put(delivery.key(), next);
      }
    }
    var wanted = news ? wanted(entry, deliveries) : List.<Delivery.Key>of();
    var tasks =
        wanted.stream()
            .filter(it -> !waiting.containsKey(it))
            .map(it -> DeliveryTask.of(ref, it))
            .toList();
    var nextTry =
        Stream.concat(wanted.stream().map(waiting::get), retried(entry, tasks).stream())
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder());
    return new Agenda(entry.approval().sequence(), tasks, nextIn(entry, nextTry));
  }

  /**
   * When to check again in case one of these fails. The workflow does so by itself, but only after
   * {@link ApprovalWorkflowImpl#RESEND_AFTER}.
   */
  private Optional<Instant> retried(ApprovalRecord entry, List<DeliveryTask> tasks) {
    boolean isSooner = retryInterval.compareTo(ApprovalWorkflowImpl.RESEND_AFTER) < 0;
    return tasks.isEmpty() || !isSooner
        ? Optional.empty()
        : Optional.of(entry.asOf().plus(retryInterval));
  }

  /**
   * Returns the messages to send, and the sent ones, or possibly sent ones, that do not show the
   * current state.
   */
  private List<Delivery.Key> wanted(ApprovalRecord entry, List<Delivery> deliveries) {
    var settled =
        deliveries.stream()
            .filter(Delivery::settled)
            .map(Delivery::key)
            .collect(Collectors.toSet());
    var unsent = notices.due(entry).keySet().stream().filter(key -> !settled.contains(key));
    var outdated =
        deliveries.stream()
            .filter(it -> notices.isOutdated(entry, it) || notices.isToBeFound(it))
            .map(Delivery::key);
    return Stream.concat(unsent, outdated).distinct().toList();
  }

  /**
   * Returns the time until the next deadline or attempt, whichever is sooner, in milliseconds;
   * absent: never.
   */
  private static @Nullable Long nextIn(ApprovalRecord entry, Optional<Instant> nextTry) {
    return Stream.concat(deadline(entry).stream(), nextTry.stream())
        .min(Comparator.naturalOrder())
        .map(it -> Math.max(0, Duration.between(entry.asOf(), it).toMillis()) + 1) // past it
        .orElse(null);
  }

  /** A lapsed approval has no further deadline. */
  private static Optional<Instant> deadline(ApprovalRecord entry) {
    boolean open = entry.approval().closed() == null;
    return entry.approval().nextDeadline().filter(it -> open || it.isAfter(entry.asOf()));
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

  @Override
  public boolean tended(ApprovalRef ref, int sequence, @Nullable Long nextIn) {
    if (sequence == DAMAGED) {
      return true;
    }
    try {
      return tending.tended(ref.id(), sequence, nextIn == null ? null : Duration.ofMillis(nextIn));
    } catch (RuntimeException e) {
      throw failed(ref, e);
    }
  }

  /** Logged here, because Temporal would log each attempt with a stack trace. */
  private ApplicationFailure failed(ApprovalRef ref, RuntimeException e) {
    log.failed("ledger", "Tending " + ref.id() + " failed; retrying", e);
    return ApplicationFailure.newBuilder()
        .setMessage(DeliveryFailureLog.message(e))
        .setType(e.getClass().getSimpleName())
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }

  private ApprovalRecord find(ApprovalId id) {
    return ledger
        .find(id)
        .orElseThrow(() -> new IllegalStateException("the ledger has no approval " + id));
  }
}
