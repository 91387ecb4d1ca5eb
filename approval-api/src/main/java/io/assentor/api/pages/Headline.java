// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.core.approval.Event;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.RequestState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headings of a request's page: of the state and of the arguments.
 *
 * @param kind the state, for the style sheet
 * @param title the state in a few words
 * @param call what happened to the call, or will
 * @param at when it was released; absent if it was not
 */
record Headline(String kind, Tone tone, String title, String call, @Nullable Time at) {

  private static final String DID_NOT_RUN = "This did not run";

  /** The colour. Only approved and successful calls are good. */
  enum Tone {
    WAITING,
    GOOD,
    /** The call was stopped as intended: neither good nor an error. */
    STOPPED,
    BAD;

    /** For the style sheet. */
    public String css() {
      return "tone-" + nameOf(this);
    }
  }

  static Headline of(ApprovalRecord entry) {
    var state = RequestState.of(entry);
    return switch (state) {
      case PENDING ->
          new Headline(state, Tone.WAITING, "Pending", "This will run if approved", null);
      case APPROVED ->
          new Headline(state, Tone.GOOD, "Approved, not run yet", "This may run once", null);
      case RELEASED ->
          new Headline(state, Tone.GOOD, "Released", "This was released once", released(entry));
      case SUCCEEDED ->
          new Headline(state, Tone.GOOD, "Ran, succeeded", "This ran once", released(entry));
      case RUN_FAILED ->
          new Headline(
              state,
              Tone.BAD,
              "Ran, failed",
              "This was released once, then failed",
              released(entry));
      case RESULT_UNKNOWN ->
          new Headline(
              state,
              Tone.BAD,
              "Released, result unknown",
              "This was released once; it may have run",
              released(entry));
      case DENIED -> stopped(state, "Denied");
      case EXPIRED -> stopped(state, "Expired");
      case CANCELLED -> stopped(state, "Cancelled");
      case FAILED -> stopped(state, "Failed: no one could decide");
      case REVOKED -> stopped(state, "Revoked");
      case OUTDATED -> stopped(state, "Approval outdated");
      case LAPSED -> stopped(state, "Approval lapsed");
    };
  }

  private Headline(RequestState state, Tone tone, String title, String call, @Nullable Instant at) {
    this(nameOf(state), tone, title, call, at == null ? null : Time.of(at));
  }

  private static Headline stopped(RequestState state, String title) {
    return new Headline(state, Tone.STOPPED, title, DID_NOT_RUN, null);
  }

  private static @Nullable Instant released(ApprovalRecord entry) {
    return Optional.ofNullable(entry.approval().consumed()).map(Event.Consumed::at).orElse(null);
  }
}
