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

/** A command on an existing approval. Submissions are {@link Submit}. */
public sealed interface Command {

  /** Returns who gives the command. A repeat must come from the same principal. */
  Principal by();

  /** Returns a hash of the content. The same command id with other content is refused. */
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
   * An approver decides.
   *
   * @param view hash of the rendering the approver saw
   * @param side who is on the request's side by the current directory
   * @param rendered hash of what the door's channel showed, if it has a rendering of its own that
   *     suffices for this verdict
   * @param withheld whether the request's rendering leaves out text that may run, so that only a
   *     person who viewed it may approve
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

    /** Makes a decision through a door that shows the request's own rendering. */
    public Decide(Standing standing, Verdict verdict, @Nullable String reason, String view) {
      this(standing, verdict, reason, view, Side.of(), null, false);
    }

    @Override
    public Principal by() {
      return standing.principal();
    }
  }

  /**
   * An approver asks for the withheld parts of the call.
   *
   * @param side who is on the request's side by the current directory
   * @param withheld JSON pointers into the arguments as they are shown to others
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

  /** The request or approval has reached its deadline. */
  record Expire(Principal by) implements Command {}

  /** Steps of the open stage are due. */
  record Escalate(Principal by) implements Command {}

  /**
   * Too few people can decide: widen a stage at once, or end the request.
   *
   * @param stage index of the stage that cannot be filled
   * @param cause {@link Reason#NO_ELIGIBLE_APPROVER} or {@link Reason#NOBODY_REACHABLE}
   * @param countedAt the approval's sequence when the people were counted
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
   * @param anyones whether {@code by} may revoke the decisions of others (an admin, or Assentor
   *     itself)
   * @param cause {@link Reason#APPROVAL_OUTDATED}, or absent
   */
  record Revoke(
      Principal by,
      @Nullable Human human,
      boolean anyones,
      @Nullable Reason cause,
      @Nullable String reason)
      implements Command {

    /** Makes a revocation for the actor's own reason. */
    public Revoke(Principal by, @Nullable Human human, boolean anyones, @Nullable String reason) {
      this(by, human, anyones, null, reason);
    }
  }

  /**
   * The gateway is about to run a call and asks for its release.
   *
   * @param presented the fingerprint of the call about to run, recomputed by Assentor
   * @param attemptId the gateway's name for this attempt; the same one gets the same answer
   * @param recheckedAt the approval's sequence at which current policy and the deciders were
   *     checked
   */
  record Consume(Principal by, Fingerprint presented, String attemptId, int recheckedAt)
      implements Command {}

  /** The gateway reports how the released call went. */
  record Report(
      Principal by, ExecutionResult result, @Nullable String digest, @Nullable String message)
      implements Command {}
}
