// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Sha256;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants done with an existing approval. Submitting has its own way, {@link Submit}.
 */
public sealed interface Command {

  /** Who wants it; a repeat of a command must come from the same. */
  Principal by();

  /** A hash of what is wanted: the same command id with another content is refused. */
  default String contentHash() {
    var content = Json.object().put("kind", getClass().getSimpleName());
    switch (this) {
      case Decide it ->
          content
              .put("verdict", Members.nameOf(it.verdict))
              .put("reason", it.reason)
              .put("view", it.view);
      case Disclose it -> content.put("view", it.view);
      case Expire it -> {}
      case Escalate it -> {}
      case GiveUp it ->
          content.put("stage", it.stage).put("reason", Members.nameOf(it.cause)).put("why", it.why);
      case Cancel it -> content.put("cause", Members.nameOf(it.cause)).put("reason", it.reason);
      case Revoke it -> content.put("reason", it.reason);
      case Consume it ->
          content.put("presented", it.presented.text()).put("attemptId", it.attemptId);
      case Report it ->
          content
              .put("result", Members.nameOf(it.result))
              .put("digest", it.digest)
              .put("message", it.message);
    }
    return Sha256.text("assentor-command-1\n", content.build().canonical());
  }

  /**
   * An approver rules.
   *
   * @param view hash of the rendering the approver saw
   * @param side who is on the request's side by today's directory
   * @param rendered hash of what the door's channel did show, if it has a rendering of its own and
   *     that is enough for this verdict
   * @param withheld whether the request's own rendering leaves out what may run, so that only who
   *     asked for it may approve
   */
  record Decide(
      Standing standing,
      Verdict verdict,
      @Nullable String reason,
      String view,
      Side side,
      @Nullable String rendered,
      boolean withheld)
      implements Command {

    /** Through a door that shows the request's own rendering, while nobody else joined its side. */
    public Decide(Standing standing, Verdict verdict, @Nullable String reason, String view) {
      this(standing, verdict, reason, view, Side.of(), null, false);
    }

    @Override
    public Principal by() {
      return standing.principal();
    }
  }

  /**
   * An approver asks for what is withheld of the call.
   *
   * @param side who is on the request's side by today's directory
   * @param withheld JSON pointers into the arguments as others are shown them
   * @param view hash of the rendering with all of it; absent if nothing can be shown
   */
  record Disclose(Standing standing, Side side, List<String> withheld, @Nullable String view)
      implements Command {
    public Disclose {
      withheld = List.copyOf(withheld);
    }

    @Override
    public Principal by() {
      return standing.principal();
    }
  }

  /** The clock says it is over. */
  record Expire(Principal by) implements Command {}

  /** The clock says that steps of the open stage are due. */
  record Escalate(Principal by) implements Command {}

  /**
   * Too few people can decide: widen a stage at once, or end the request.
   *
   * @param stage index of the stage that cannot be filled
   * @param cause {@link Reason#NO_ELIGIBLE_APPROVER} or {@link Reason#NOBODY_REACHABLE}
   * @param countedAt the approval's sequence when people were counted
   */
  record GiveUp(Principal by, int stage, Reason cause, String why, int countedAt)
      implements Command {}

  /**
   * The gateway or an admin withdraws the request.
   *
   * @param cause {@link Reason#CANCELLED_BY_GATEWAY}, {@link Reason#CANCELLED_BY_ADMIN} or {@link
   *     Reason#SUPERSEDED}
   */
  record Cancel(Principal by, Reason cause, @Nullable String reason) implements Command {}

  /**
   * Withdraws an unused approval.
   *
   * @param human the human behind {@code by}, if the directory knows one
   * @param anyones whether {@code by} may revoke what others decided (an admin, or Assentor itself)
   * @param cause {@link Reason#APPROVAL_OUTDATED}, or absent
   */
  record Revoke(
      Principal by,
      @Nullable Human human,
      boolean anyones,
      @Nullable Reason cause,
      @Nullable String reason)
      implements Command {

    /** For a reason of the actor's own. */
    public Revoke(Principal by, @Nullable Human human, boolean anyones, @Nullable String reason) {
      this(by, human, anyones, null, reason);
    }
  }

  /**
   * The gateway is about to run a call and asks for its release.
   *
   * @param presented the fingerprint of the call about to run, recomputed on our side
   * @param attemptId the gateway's name for this attempt; the same one gets the same answer
   * @param recheckedAt the approval's sequence when today's policy and the deciders were asked
   *     again
   */
  record Consume(Principal by, Fingerprint presented, String attemptId, int recheckedAt)
      implements Command {}

  /** The gateway says how the released call went. */
  record Report(
      Principal by, ExecutionResult result, @Nullable String digest, @Nullable String message)
      implements Command {}
}
