// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the append-only history. Events hold hashes of arguments, salts and renderings, never
 * the data itself, so that the data can be erased and the chain still verifies.
 */
public sealed interface Event {

  /** Returns when the ledger recorded it, by the database's clock. */
  Instant at();

  /**
   * A gateway submitted the request.
   *
   * @param contextHash salted hash of the context that the gateway gave
   * @param redactedHash salted hash of the part that is shown; absent if all of it is
   * @param side people on the request's side, who may not decide it
   * @param view hash of the rendering the API shows
   * @param expiresAt absent unless policy requires someone
   */
  record Submitted(
      Instant at,
      Principal gateway,
      String server,
      String tool,
      @Nullable String definitionHash,
      Fingerprint fingerprint,
      String contextHash,
      @Nullable String redactedHash,
      Party subject,
      Party agent,
      @Nullable String session,
      Release release,
      Assessment assessment,
      String directoryVersion,
      Side side,
      String view,
      @Nullable Instant expiresAt)
      implements Event {

    /** Ids of the people on the request's side. */
    public Set<String> barred() {
      return side.people();
    }
  }

  /**
   * An approver decided.
   *
   * @param stage index of the stage the decision counts for
   * @param view hash of the rendering the approver saw
   */
  record Decided(
      Instant at,
      Standing standing,
      Verdict verdict,
      @Nullable String reason,
      int stage,
      String view)
      implements Event {}

  /**
   * An approver asked for the withheld parts of the call and was shown them.
   *
   * @param stage index of the stage they may decide
   * @param withheld JSON pointers into the arguments as they are shown to others; empty if an
   *     earlier disclosure of the same view names them
   * @param view hash of the rendering the approver saw then
   */
  record Disclosed(Instant at, Standing standing, int stage, List<String> withheld, String view)
      implements Event {
    public Disclosed {
      withheld = List.copyOf(withheld);
    }
  }

  /**
   * The people of a stage are reminded.
   *
   * @param stage its index
   * @param step index of the stage's step
   */
  record Reminded(Instant at, int stage, int step) implements Event {}

  /**
   * More people may decide in a stage, and are notified.
   *
   * @param stage its index
   * @param step index of the stage's step
   * @param because why it happened early; absent if it was due
   */
  record Escalated(Instant at, int stage, int step, @Nullable String because) implements Event {}

  /** The request left {@link Status#PENDING}. */
  sealed interface Closing extends Event {
    Status status();

    Reason reason();

    /** Returns a policy's or a person's words beside the reason. */
    @Nullable String detail();
  }

  /**
   * Everyone required approved, or policy allows the call outright.
   *
   * @param validUntil when an unused approval lapses
   */
  record Approved(Instant at, Reason reason, Instant validUntil) implements Closing {
    @Override
    public Status status() {
      return Status.APPROVED;
    }

    @Override
    public @Nullable String detail() {
      return null;
    }
  }

  /** An approver, policy or a recent denial said no. */
  record Denied(Instant at, Reason reason, @Nullable String detail) implements Closing {
    @Override
    public Status status() {
      return Status.DENIED;
    }
  }

  /** Nobody decided in time. */
  record Expired(Instant at) implements Closing {
    @Override
    public Status status() {
      return Status.EXPIRED;
    }

    @Override
    public Reason reason() {
      return Reason.NOBODY_DECIDED;
    }

    @Override
    public @Nullable String detail() {
      return null;
    }
  }

  /** Withdrawn before it was decided. */
  record Cancelled(Instant at, Principal by, Reason reason, @Nullable String detail)
      implements Closing {
    @Override
    public Status status() {
      return Status.CANCELLED;
    }
  }

  /** The request could not have been decided. */
  record Failed(Instant at, Reason reason, @Nullable String detail) implements Closing {
    @Override
    public Status status() {
      return Status.FAILED;
    }
  }

  /** The call was released to its gateway, once. */
  record Consumed(Instant at, String attemptId) implements Event {}

  /**
   * The approval was withdrawn before use.
   *
   * @param reason {@link Reason#APPROVAL_OUTDATED}; absent if a person, or current policy, withdrew
   *     it
   */
  record Revoked(Instant at, Principal by, @Nullable Reason reason, @Nullable String detail)
      implements Event {}

  /** The gateway reported how the call went. */
  record Reported(
      Instant at, ExecutionResult result, @Nullable String digest, @Nullable String message)
      implements Event {}
}
