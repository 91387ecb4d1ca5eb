// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the ledger. It cannot change anything. */
public interface LedgerReader {

  /**
   * Returns an approval as it is now; empty if the tenant has none with this id.
   *
   * @throws DamagedRecordException if its record failed verification
   */
  Optional<ApprovalRecord> find(ApprovalId id);

  /**
   * Returns the state of an approval without the call, which may be large; for callers that only
   * wait.
   */
  default Optional<State> state(ApprovalId id) {
    return find(id).map(entry -> new State(entry.approval(), entry.asOf()));
  }

  /**
   * An approval as it is now.
   *
   * @param asOf the database's clock when it was read
   */
  record State(Approval approval, Instant asOf) {}

  /**
   * Returns a page of approvals.
   *
   * @throws InvalidCursorException if Assentor did not issue the cursor
   */
  Page search(Query query);

  /**
   * Returns the requests that wait for this person's decision, soonest expiry first. Does not read
   * the calls, so it may be called every other second.
   *
   * @param limit at most so many
   */
  List<Waiting> waiting(String tenant, Candidate by, int limit);

  /**
   * Returns what a channel showed of a request; empty if it never showed any.
   *
   * @throws DamagedRecordException if the stored data failed verification
   */
  Optional<CallContent.Rendering> rendering(ApprovalId id, String channel);

  /**
   * Returns the rendering whose hash is the request's view, which is all that is shown of the
   * request.
   *
   * @throws DamagedRecordException if the stored data failed verification, has another hash, or is
   *     gone
   */
  CallContent.Rendering shown(ApprovalRecord entry);

  /**
   * Returns what {@link #shown(ApprovalRecord)} returns for each of these, in one read, for a list.
   *
   * @return each fails separately, as that method does
   */
  default Function<ApprovalRecord, CallContent.Rendering> shown(List<ApprovalRecord> entries) {
    return this::shown;
  }

  /**
   * Returns every message about an approval whose sending was begun, oldest first. A damaged one is
   * reported and left out, because no message decides anything.
   */
  List<Delivery> deliveries(ApprovalId id);

  /**
   * Returns everything the ledger has on one approval. A rendering or delivery that failed
   * verification is named in it; the rest is kept.
   *
   * @throws DamagedRecordException if its record failed verification
   */
  Optional<Story> story(ApprovalId id);

  /**
   * Recomputes the hashes and state of one approval from its stored bytes.
   *
   * @return empty if there is no such approval
   */
  Optional<Verification> verify(ApprovalId id);

  /** Returns a summary of an agent's calls submitted within a time up to now. */
  AgentHistory history(String tenant, String agent, Duration within);

  /**
   * An agent's recent calls.
   *
   * @param calls all calls
   * @param denials calls that a person or policy denied
   * @param expiries calls that nobody decided
   */
  record AgentHistory(int calls, int denials, int expiries) {}

  /**
   * Selects and orders approvals.
   *
   * @param decidable if present, only pending ones that this person may decide now, soonest expiry
   *     first; otherwise newest first
   * @param limit at most so many, 1 to 200
   * @param cursor {@link Page#next} of the page before
   */
  record Query(
      String tenant,
      @Nullable Candidate decidable,
      Filters filters,
      int limit,
      @Nullable String cursor) {

    /** The largest page. */
    public static final int MAX_LIMIT = 200;
  }

  /**
   * A request that waits for a decision.
   *
   * @param sequence the number of its events; while it is the same, nothing recorded has changed
   * @param asOf the database's clock when it was read
   */
  record Waiting(ApprovalId id, int sequence, Instant expiresAt, Instant asOf) {}

  /**
   * A page of a list. Damaged records are listed separately; both lists are in the order of the
   * query.
   *
   * @param next cursor of the next page; absent on the last. A page of large calls may hold fewer
   *     items than the limit although there is a next page
   */
  record Page(List<ApprovalRecord> items, List<DamagedRecord> damaged, @Nullable String next) {}

  /**
   * The whole record of one approval.
   *
   * @param damaged what was left out because it failed verification, and why; empty if nothing was
   */
  record Story(
      ApprovalRecord entry,
      List<StoredEvent> events,
      List<CallContent.Rendering> renderings,
      List<Delivery> deliveries,
      List<FiledAttempt> attempts,
      List<String> damaged) {}

  /**
   * A stored event.
   *
   * @param body its canonical bytes, as text
   * @param hash its link in the chain, see {@link EventFormat#link}, in base64url
   */
  record StoredEvent(int sequence, Event event, String body, String hash) {}

  /** An attempt and when it was recorded. */
  record FiledAttempt(Instant at, Attempt attempt) {}

  /**
   * The result of verification.
   *
   * @param authenticated whether the MACs were checked, which needs the keys; without them the
   *     result shows that the stored data is consistent, not that Assentor wrote it
   * @param problems empty if everything was recomputed to what is stored
   */
  record Verification(int events, boolean authenticated, List<String> problems) {
    public boolean valid() {
      return problems.isEmpty();
    }
  }
}
