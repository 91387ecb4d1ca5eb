// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.call.CallContent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger's operations for the worker: due approvals and deliveries. */
public interface TendingLedger {

  /** Returns approvals that have been overdue for at least a time, longest overdue first. */
  List<ApprovalId> overdue(Duration since, int limit);

  /**
   * Returns pending approvals of all tenants, by id.
   *
   * @param after the last one of the previous page; absent: from the beginning
   */
  List<ApprovalId> pending(@Nullable ApprovalId after, int limit);

  /**
   * Records that everything up to this sequence has been acted on.
   *
   * @param next how long from now until the worker must act again; absent: never
   * @return false if the approval has changed meanwhile and must be processed again
   */
  boolean tended(ApprovalId id, int sequence, @Nullable Duration next);

  /**
   * Claims a delivery before it is sent.
   *
   * @param people as in {@link Delivery}; if empty, those recorded before are kept
   */
  Claim claim(Delivery.Key key, Set<String> people);

  /**
   * Stores what a channel is about to show, unless something is stored already.
   *
   * @return what the channel must show: what was stored first
   */
  CallContent.Rendering keep(ApprovalId id, CallContent.Rendering rendering);

  /**
   * Records the channel's proof that it accepted a claimed delivery.
   *
   * @param state the {@link ApprovalRecord#state} that the message shows
   */
  void receipt(Delivery.Key key, String receipt, String state);

  /** Records that a sent delivery now shows another {@link ApprovalRecord#state}. */
  void shown(Delivery.Key key, String state);

  /** Records that a claimed delivery failed for good, and why. */
  void fail(Delivery.Key key, String failure);

  /**
   * Records that a sent delivery is gone, and why, unless it failed before; its receipt is kept. A
   * pending approval becomes due at once, because too few people may be left.
   */
  void lose(Delivery.Key key, String failure);

  /**
   * Records that a sent delivery was returned, and why, unless it failed before; its receipt is
   * kept. A pending approval becomes due at once, because too few people may be left.
   *
   * @param receipt the recorded proof, unique to one delivery
   * @return the approval of the delivery, also if it had failed before; empty if there is no such
   *     receipt
   */
  Optional<ApprovalId> bounced(String channel, String receipt, String failure);

  /** Records that this claim certainly sent nothing, so that the delivery may be claimed again. */
  void release(Delivery.Key key, Retry retry);

  /** Records that it is unknown whether a claimed delivery was sent; it may be claimed again. */
  void doubt(Delivery.Key key, Retry retry);

  /** Records that a sent delivery could not be updated. */
  void postpone(Delivery.Key key, Retry retry);

  /**
   * Records that a sent delivery is gone, so that it is sent again.
   *
   * @param why on one line, as people may see it
   */
  void reopen(Delivery.Key key, String why);

  /**
   * Why an attempt failed and when the next one is due.
   *
   * @param error on one line, as people may see it
   * @param in from now
   */
  record Retry(String error, Duration in) {}

  /**
   * Repairs the index of lists and searches from the events, for approvals older than a given one,
   * newest first.
   *
   * @param before the last one of the previous page; absent: from the newest on
   * @param limit the most approvals to check
   */
  Repaired repair(@Nullable ApprovalId before, int limit);

  /**
   * The result of one page of repairs.
   *
   * @param last where the next page continues; absent if this was the last one
   * @param repaired the number of approvals whose index was wrong
   */
  record Repaired(@Nullable ApprovalId last, List<ApprovalId> repaired) {
    public Repaired {
      repaired = List.copyOf(repaired);
    }
  }

  /** The result of claiming a delivery. */
  enum Claim {
    /** Send it. */
    GRANTED,
    /** Send it, marked as repeated: an earlier claim had no receipt, so it may have arrived. */
    GRANTED_AGAIN,
    /** Do not send it: it has a receipt, failed for good, or was claimed too often. */
    SETTLED,
    /** Another process has just claimed it; try again later. */
    BUSY
  }

  /** How long after its start a claim without a receipt counts as abandoned. */
  Duration CLAIM_HELD = Duration.ofSeconds(30);
}
