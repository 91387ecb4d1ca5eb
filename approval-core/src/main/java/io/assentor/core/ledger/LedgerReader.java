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

/** Reads the ledger and can change nothing. */
public interface LedgerReader {

  /**
   * Returns an approval as it is now; empty if the tenant has none of this id.
   *
   * @throws DamagedRecordException if its record cannot be believed
   */
  Optional<ApprovalRecord> find(ApprovalId id);

  /**
   * What has become of an approval, without what is asked, which may be large: for who only waits.
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
   * A page of approvals.
   *
   * @throws InvalidCursorException if the cursor is none of ours
   */
  Page search(Query query);

  /**
   * What waits for this person's decision now, soonest expiry first. Reads nothing of what is
   * asked, so it may be called every other second.
   *
   * @param limit at most so many
   */
  List<Waiting> waiting(String tenant, Candidate by, int limit);

  /**
   * What a channel showed of it; empty if it never did.
   *
   * @throws DamagedRecordException if what is stored cannot be believed
   */
  Optional<CallContent.Rendering> rendering(ApprovalId id, String channel);

  /**
   * Returns what the request's view is the hash of, and so all that anyone is shown of it.
   *
   * @throws DamagedRecordException if what is stored cannot be believed, has another hash, or is
   *     gone
   */
  CallContent.Rendering shown(ApprovalRecord entry);

  /**
   * Reads at once what {@link #shown(ApprovalRecord)} returns for each of these, for a list.
   *
   * @return fails as that does, for each of them alone
   */
  default Function<ApprovalRecord, CallContent.Rendering> shown(List<ApprovalRecord> entries) {
    return this::shown;
  }

  /**
   * Every message about an approval of which sending was begun, the first one first. One that
   * cannot be read is reported and left out: no message decides anything.
   */
  List<Delivery> deliveries(ApprovalId id);

  /**
   * Everything the ledger knows of one approval. A rendering or delivery that cannot be believed is
   * named in it; the rest is kept.
   *
   * @throws DamagedRecordException if its record cannot be believed
   */
  Optional<Story> story(ApprovalId id);

  /**
   * Recomputes hashes and state of one approval from its stored bytes.
   *
   * @return empty if there is no such approval
   */
  Optional<Verification> verify(ApprovalId id);

  /** What became of an agent's calls that were submitted within so long from now. */
  AgentHistory history(String tenant, String agent, Duration within);

  /**
   * An agent's recent calls.
   *
   * @param calls all of them
   * @param denials those that a person or policy denied
   * @param expiries those that nobody decided
   */
  record AgentHistory(int calls, int denials, int expiries) {}

  /**
   * Which approvals, in which order.
   *
   * @param decidable only pending ones this person may decide now, soonest expiry first; otherwise
   *     newest first
   * @param limit at most so many, 1 to 200
   * @param cursor {@link Page#next} of the page before
   */
  record Query(
      String tenant,
      @Nullable Candidate decidable,
      Filters filters,
      int limit,
      @Nullable String cursor) {

    /** The most a page may hold. */
    public static final int MAX_LIMIT = 200;
  }

  /**
   * A request that waits.
   *
   * @param sequence number of its events; as long as that is the same, so is all that is recorded
   *     of it
   * @param asOf the database's clock when it was read
   */
  record Waiting(ApprovalId id, int sequence, Instant expiresAt, Instant asOf) {}

  /**
   * A page. Damaged records are listed apart and keep nobody from the rest; both lists are in the
   * order of the query.
   *
   * @param next cursor of the next page; absent on the last. A page of large calls may hold fewer
   *     than were asked for although there is a next
   */
  record Page(List<ApprovalRecord> items, List<DamagedRecord> damaged, @Nullable String next) {}

  /**
   * One approval's whole story.
   *
   * @param damaged what of it is left out because it cannot be believed, and why; empty if nothing
   */
  record Story(
      ApprovalRecord entry,
      List<StoredEvent> events,
      List<CallContent.Rendering> renderings,
      List<Delivery> deliveries,
      List<FiledAttempt> attempts,
      List<String> damaged) {}

  /**
   * An event as stored.
   *
   * @param body its canonical bytes, as text
   * @param hash its link in the chain, see {@link EventFormat#link}, in base64url
   */
  record StoredEvent(int sequence, Event event, String body, String hash) {}

  /** An attempt and when it was filed. */
  record FiledAttempt(Instant at, Attempt attempt) {}

  /**
   * What verification found.
   *
   * @param authenticated whether the MACs were checked, which needs the keys; without them it shows
   *     that what is stored fits together, not that Assentor wrote it
   * @param problems empty if everything recomputed to what is stored
   */
  record Verification(int events, boolean authenticated, List<String> problems) {
    public boolean valid() {
      return problems.isEmpty();
    }
  }
}
