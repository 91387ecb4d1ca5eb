// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Standing;
import io.assentor.core.approval.Submit;
import io.assentor.core.call.Assurance;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.call.Salt;
import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.DecidingChannel;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.AccountKind.Part;
import io.assentor.core.people.AccountKind.Words;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Tier;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ordinary values: one gateway of one tenant wants to delete a deployment for dana. */
public final class Fixtures {

  public static final String TENANT = "default";
  public static final String ISSUER = "https://issuer.example";
  public static final Principal GATEWAY = new Principal(TENANT, ISSUER, "gateway");
  public static final Principal ALICE = new Principal(TENANT, ISSUER, "alice");
  public static final Requirement ONE_APPROVER =
      new Requirement(
          List.of(new Stage("approver", 1)), Duration.ofMinutes(30), Duration.ofMinutes(10));

  /** What Slack brings with it as a channel; a test of the notifiers holds the real one to it. */
  public static final DecidingChannel SLACK =
      DecidingChannel.of(
          new AccountKind(
              "slack",
              List.of(new Part("enterprise", true), new Part("team", false)),
              "user",
              new Words(
                  "Slack account",
                  "in Slack",
                  "Click a button on a card in Slack; an account that is not linked yet gets a"
                      + " link.")),
          "slack-account");

  public static final DecidingChannels CHANNELS = DecidingChannels.of(SLACK);

  private Fixtures() {}

  /** {@code kubectl_delete deployment/<name> -n prod}. */
  public static ToolCall call(String name) {
    var arguments =
        Json.object()
            .put("resourceType", "deployment")
            .put("name", name)
            .put("namespace", "prod")
            .build();
    return new ToolCall("kubernetes", "kubectl_delete", null, Json.Obj.EMPTY, arguments);
  }

  public static NewRequest request(String name) {
    return request(name, "session-1", null);
  }

  public static NewRequest request(
      String name, @Nullable String session, @Nullable IdempotencyKey key) {
    return new NewRequest(
        GATEWAY,
        call(name),
        new Party("dana", null, Assurance.CLAIMED),
        new Party("deploy-bot", null, Assurance.CLAIMED),
        session,
        new CallContext("the rollout is stuck", null, List.of(), null),
        null,
        false,
        Release.CONSUME,
        key);
  }

  public static Assessment requiring(Requirement requirement) {
    return assessment(new Effect.Require(requirement));
  }

  public static Assessment assessment(Effect effect) {
    return new Assessment("policy-1", "rule-1", Tier.HIGH, List.of("rule-1: matched"), effect);
  }

  /** The same assessment with these notes. */
  public static Assessment noting(Assessment base, Note... notes) {
    return new Assessment(
        base.policyVersion(),
        base.rule(),
        base.tier(),
        base.trace(),
        base.effect(),
        List.of(notes));
  }

  /** A submission that policy has judged so. */
  public static Submit submit(NewRequest request, Assessment assessment) {
    return submit(request, assessment, null);
  }

  /**
   * A submission that policy has judged so.
   *
   * @param redacted what is shown of it; null if all of it is
   */
  public static Submit submit(NewRequest request, Assessment assessment, @Nullable Shown redacted) {
    var content = new CallContent(Salt.random(), request.call(), request.context(), redacted);
    return new Submit(
        ApprovalId.next(request.gateway().tenant()),
        request,
        content,
        RequestRendering.of(request, content.shown(), assessment),
        assessment,
        "directory-1",
        Side.of("dana"),
        null,
        List.of(),
        null,
        null);
  }

  /** A person deciding through the API, who holds these roles. */
  public static Standing standing(String person, String... roles) {
    return new Standing(
        new Principal(TENANT, ISSUER, person), person, Set.of(roles), Set.of(), Door.API);
  }

  /** The same request in {@code mode: new}. */
  public static NewRequest fresh(NewRequest base) {
    return copy(base, base.gateway(), base.call(), base.agent(), base.expiresIn(), true);
  }

  public static NewRequest withExpiry(NewRequest base, Duration expiresIn) {
    return copy(base, base.gateway(), base.call(), base.agent(), expiresIn, base.fresh());
  }

  public static NewRequest withAgent(NewRequest base, String agent) {
    var party = new Party(agent, null, base.agent().assurance());
    return copy(base, base.gateway(), base.call(), party, base.expiresIn(), base.fresh());
  }

  public static NewRequest withSubject(NewRequest base, Party subject) {
    return new NewRequest(
        base.gateway(),
        base.call(),
        subject,
        base.agent(),
        base.session(),
        base.context(),
        base.expiresIn(),
        base.fresh(),
        base.release(),
        base.idempotencyKey());
  }

  public static NewRequest withCall(NewRequest base, ToolCall call) {
    return copy(base, base.gateway(), call, base.agent(), base.expiresIn(), base.fresh());
  }

  /** The same request with an id of these digits, and its integers kept exactly or not. */
  public static NewRequest withId(NewRequest base, String digits, Integers integers) {
    var call = base.call();
    var arguments = Json.object();
    call.arguments().members().forEach(arguments::put);
    arguments.put("id", Json.of(new BigInteger(digits)));
    return withCall(
        base,
        new ToolCall(
            call.server(),
            call.name(),
            call.definitionHash(),
            call.annotations(),
            arguments.build(),
            integers));
  }

  public static NewRequest withGateway(NewRequest base, Principal gateway) {
    return copy(base, gateway, base.call(), base.agent(), base.expiresIn(), base.fresh());
  }

  /** The same submission with these people on the request's side. */
  public static Submit barring(Submit base, String... people) {
    return onSide(base, Side.of(people));
  }

  /** The same submission with another side. */
  public static Submit onSide(Submit base, Side side) {
    return new Submit(
        base.id(),
        base.request(),
        base.content(),
        base.rendering(),
        base.assessment(),
        base.directoryVersion(),
        side,
        base.subjectEntry(),
        base.widened(),
        base.unreachable(),
        base.flood());
  }

  private static NewRequest copy(
      NewRequest base,
      Principal gateway,
      ToolCall call,
      Party agent,
      @Nullable Duration expiresIn,
      boolean fresh) {
    return new NewRequest(
        gateway,
        call,
        base.subject(),
        agent,
        base.session(),
        base.context(),
        expiresIn,
        fresh,
        base.release(),
        base.idempotencyKey());
  }
}
