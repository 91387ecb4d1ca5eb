// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.approval.Approval.Taken;
import io.assentor.core.approval.Event.Approved;
import io.assentor.core.approval.Event.Consumed;
import io.assentor.core.approval.Event.Denied;
import io.assentor.core.approval.Event.Escalated;
import io.assentor.core.approval.Event.Failed;
import io.assentor.core.approval.Event.Submitted;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A submission, assessed and ready for the ledger's transaction. {@link #plan} is the rule of
 * attachment; the ledger only looks up what the rule asks about.
 *
 * @param rendering what the API shows an approver, whose salted hash is the view
 * @param side who may not decide it
 * @param subjectEntry the directory's id of the subject, by whatever identity it is given; absent
 *     if the directory does not know it
 * @param widened steps taken at once, because too few people could decide without them
 * @param unreachable why nobody could decide it; absent if it can be decided
 * @param flood why nobody may be asked now; absent if people may be asked
 */
public record Submit(
    ApprovalId id,
    NewRequest request,
    CallContent content,
    CallContent.Rendering rendering,
    Assessment assessment,
    String directoryVersion,
    Side side,
    @Nullable String subjectEntry,
    List<Taken> widened,
    @Nullable String unreachable,
    @Nullable String flood) {

  /** How long an approver's denial applies to the same call, in any session. */
  public static final Duration DENIAL_STANDS = Duration.ofMinutes(10);

  /** How long an idempotency key is kept past the latest possible end of its approval. */
  public static final Duration KEY_REMEMBERED = Duration.ofHours(24);

  /** What the ledger must do with a submission. */
  public sealed interface Plan {

    /** The submission is a repeat of this open approval. */
    record Attach() implements Plan {}

    /**
     * The submission is a new approval with these first events.
     *
     * @param superseding what to do with the open approval of the same call, if anything
     */
    record Create(List<Event> events, Optional<Command> superseding) implements Plan {}
  }

  /** An approval of the same call, with the stored call and what is shown of it. */
  public record Open(Approval approval, CallContent content) {}

  /**
   * Plans what the ledger does with this submission.
   *
   * @param open the approval with this submission's attach key, if any
   * @param recentlyDenied whether an approver denied the same call within {@link #DENIAL_STANDS}
   */
  public Plan plan(@Nullable Open open, boolean recentlyDenied, Instant now) {
    boolean denied = recentlyDenied || assessment.effect() instanceof Effect.Deny;
    if (open == null || request.fresh()) {
      return new Plan.Create(events(recentlyDenied, now), Optional.empty());
    }
    boolean sameQuestion = asksTheSameOf(open);
    if (!denied && sameQuestion && attachesTo(open.approval, now)) {
      return new Plan.Attach();
    }
    return new Plan.Create(
        events(recentlyDenied, now),
        sameQuestion ? Optional.empty() : superseding(open.approval, now));
  }

  /** Returns whether current policy and directory would ask the same people in the same way. */
  private boolean asksTheSameOf(Open open) {
    var request = open.approval.request();
    return assessment.effect().equals(request.assessment().effect())
        && assessment.notesTheSameAs(request.assessment())
        && content.shown().disclosesTheSameAs(open.content.shown())
        && side.people().equals(request.barred())
        && unreachable == null;
  }

  private boolean attachesTo(Approval open, Instant now) {
    if (request.release() != open.request().release()) {
      return false;
    }
    return open.status(now) == Status.PENDING
        || (request.session() != null && open.use(now) == Use.UNUSED);
  }

  private Optional<Command> superseding(Approval open, Instant now) {
    var policy = Principal.assentor(id.tenant(), "policy");
    var detail = "submitted again under another policy, requirement or directory, as " + id.uuid();
    if (open.status(now) == Status.PENDING) {
      return Optional.of(new Command.Cancel(policy, Reason.SUPERSEDED, detail));
    }
    return open.use(now) == Use.UNUSED
        ? Optional.of(new Command.Revoke(policy, null, true, detail))
        : Optional.empty();
  }

  private List<Event> events(boolean recentlyDenied, Instant now) {
    return switch (assessment.effect()) {
      case Effect.Deny(var reason) ->
          List.of(submitted(now, null), new Denied(now, Reason.DENIED_BY_POLICY, reason));
      case Effect other when recentlyDenied -> recentDenial(now);
      case Effect.Allow allow ->
          List.of(
              submitted(now, null),
              new Approved(now, Reason.ALLOWED_BY_POLICY, now),
              new Consumed(now, releaseAttempt(request)));
      case Effect.Require required when flood != null ->
          List.of(submitted(now, null), new Denied(now, Reason.APPROVER_FLOOD, flood));
      case Effect.Require(var requirement) -> {
        var events = new ArrayList<Event>();
        events.add(submitted(now, now.plus(lifetime(requirement))));
        for (var taken : widened) {
          events.add(
              new Escalated(now, taken.stage(), taken.step(), "too few people without them"));
        }
        if (unreachable != null) {
          events.add(new Failed(now, Reason.NO_ELIGIBLE_APPROVER, unreachable));
        }
        yield events;
      }
    };
  }

  private List<Event> recentDenial(Instant now) {
    var detail = "an approver denied this very call less than ten minutes ago";
    return List.of(submitted(now, null), new Denied(now, Reason.RECENTLY_DENIED, detail));
  }

  /**
   * Returns the attempt id under which a submission's answer releases; a retry with the same key
   * repeats it.
   */
  public static String releaseAttempt(NewRequest request) {
    var key = request.idempotencyKey();
    return key == null ? "answer:" + Uuid7.next() : "answer:" + key.key();
  }

  /** Returns the latest instant at which this submission's approval can be used. */
  public Instant latestEnd(Instant now) {
    return assessment.effect() instanceof Effect.Require(var requirement)
        ? now.plus(requirement.expireAfter()).plus(requirement.validFor())
        : now;
  }

  private Duration lifetime(Requirement requirement) {
    var asked = request.expiresIn();
    return asked != null && asked.compareTo(requirement.expireAfter()) < 0
        ? asked
        : requirement.expireAfter();
  }

  private Submitted submitted(Instant now, @Nullable Instant expiresAt) {
    var call = content.call();
    return new Submitted(
        now,
        request.gateway(),
        call.server(),
        call.name(),
        call.definitionHash(),
        content.fingerprint(),
        content.contextHash(),
        content.redactedHash(),
        request.subject(),
        request.agent(),
        request.session(),
        request.release(),
        assessment,
        directoryVersion,
        side,
        rendering.view(content.salt()),
        expiresAt);
  }

  /**
   * Returns the bytes that are hashed, under the tenant's key, to find the open approval of the
   * same call.
   */
  public byte[] attachInput() {
    return attachInput(
        request.gateway(), request.subject(), request.agent(), request.session(), content.call());
  }

  /**
   * Returns whether an approval is of exactly this call and caller. The lookup tables are not
   * authenticated, so the approval they name is compared before it answers this submission.
   */
  public boolean isOf(Approval approval, CallContent stored) {
    var asked = approval.request();
    var input =
        attachInput(
            asked.gateway(), asked.subject(), asked.agent(), asked.session(), stored.call());
    return Arrays.equals(input, attachInput());
  }

  private static byte[] attachInput(
      Principal gateway, Party subject, Party agent, @Nullable String session, ToolCall call) {
    return gatewayAndAgent(gateway, agent)
        .put("subject", subject.id())
        .put("subjectIssuer", issuer(subject, gateway))
        .put("call", call.canonical())
        .put("integers", call.integersIfExact())
        .put("session", session)
        .build()
        .canonical();
  }

  /**
   * Returns the bytes that are hashed to find a recent denial of the same call. Session, tool
   * definition, the identity used for the subject and the integer setting do not matter, because to
   * a person they make no difference.
   */
  public byte[] denialInput() {
    var call = content.call();
    var same = new ToolCall(call.server(), call.name(), null, Json.Obj.EMPTY, call.arguments());
    var subject = request.subject();
    var input = gatewayAndAgent(request.gateway(), request.agent()).put("call", same.canonical());
    if (subjectEntry == null) {
      input.put("subject", subject.id()).put("subjectIssuer", issuer(subject, request.gateway()));
    } else {
      input.put("subjectEntry", subjectEntry);
    }
    return input.build().canonical();
  }

  /** Empty for the default, even if it was given explicitly. */
  private static String issuer(Party subject, Principal gateway) {
    var issuer = subject.issuer();
    return issuer == null || issuer.equals(gateway.issuer()) ? "" : issuer;
  }

  private static Json.Obj.Builder gatewayAndAgent(Principal gateway, Party agent) {
    return Json.object()
        .put("gateway", gateway.name())
        .put("gatewayIssuer", gateway.issuer())
        .put("agent", agent.id());
  }
}
