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

/** The part of the ledger that the worker keeps its promises with. */
public interface TendingLedger {

  /** Approvals somebody should have acted on so long ago, longest overdue first. */
  List<ApprovalId> overdue(Duration since, int limit);

  /**
   * Pending approvals of all tenants, by id.
   *
   * @param after the last one of the page before; absent: from the beginning
   */
  List<ApprovalId> pending(@Nullable ApprovalId after, int limit);

  /**
   * Notes that everything up to this sequence is acted on.
   *
   * @param next how long until someone must act again, from now; absent: never
   * @return false if the approval moved meanwhile and must be looked at again
   */
  boolean tended(ApprovalId id, int sequence, @Nullable Duration next);

  /**
   * Claims a delivery before it is sent.
   *
   * @param people as in {@link Delivery}; those noted before stay if it is empty
   */
  Claim claim(Delivery.Key key, Set<String> people);

  /**
   * Keeps what a channel is about to show, unless it showed something before.
   *
   * @return what the channel must show: what was kept first
   */
  CallContent.Rendering keep(ApprovalId id, CallContent.Rendering rendering);

  /**
   * Notes the channel's proof that a claimed delivery was taken.
   *
   * @param state the {@link ApprovalRecord#state} it told of
   */
  void receipt(Delivery.Key key, String receipt, String state);

  /** Notes that a delivery that was taken now shows another {@link ApprovalRecord#state}. */
  void shown(Delivery.Key key, String state);

  /** Notes that a claimed delivery can never be taken, and why. */
  void fail(Delivery.Key key, String failure);

  /**
   * Notes that a delivery that was taken is not there any more, and why, unless it failed before;
   * its receipt stays. A pending approval is overdue from then on: too few people may be left.
   */
  void lose(Delivery.Key key, String failure);

  /**
   * Notes that a delivery that was taken came back, and why, unless it failed before; its receipt
   * stays. A pending approval is overdue from then on: too few people may be left.
   *
   * @param receipt the proof that was noted, of one delivery only
   * @return whose delivery it is, also if it had failed before; empty if no such receipt was noted
   */
  Optional<ApprovalId> bounced(String channel, String receipt, String failure);

  /** Notes that this claim certainly sent nothing, so that the delivery may be claimed again. */
  void release(Delivery.Key key, Retry retry);

  /** Notes that nobody knows whether a claimed delivery was taken; it may be claimed again. */
  void doubt(Delivery.Key key, Retry retry);

  /** Notes that a delivery that was taken could not be brought up to date. */
  void postpone(Delivery.Key key, Retry retry);

  /**
   * Notes that a delivery that was taken is not there any more, so that it is sent anew.
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
   * Makes the index that lists and searches read say again what the events say, where it does not:
   * of approvals older than one, newest first.
   *
   * @param before the last one of the page before; absent: from the newest on
   * @param limit looks at so many at most
   */
  Repaired repair(@Nullable ApprovalId before, int limit);

  /**
   * What a page of repairs did.
   *
   * @param last where the next page goes on; absent if this was the last one
   * @param repaired approvals whose index said something else
   */
  record Repaired(@Nullable ApprovalId last, List<ApprovalId> repaired) {
    public Repaired {
      repaired = List.copyOf(repaired);
    }
  }

  /** What came of claiming a delivery. */
  enum Claim {
    /** Send it. */
    GRANTED,
    /** Send it, marked: an earlier claim had no receipt, so it may have arrived before. */
    GRANTED_AGAIN,
    /** Do not send it: it has a receipt, failed for good, or was claimed in vain too often. */
    SETTLED,
    /** Another process claimed it moments ago; ask again later. */
    BUSY
  }

  /** A claim without a receipt counts as abandoned after so long. */
  Duration CLAIM_HELD = Duration.ofSeconds(30);
}
