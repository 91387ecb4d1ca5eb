// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.Refusals;
import io.assentor.core.Role;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.Inbound;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * Buttons that were pressed. The service that shows our messages signs who pressed which; what is
 * older than five minutes, or as much ahead, is not taken. The reply says what came of it.
 */
public final class WebhookInbound implements Inbound {

  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final int MAX_NAME = 256;

  private final String secret;
  private final String linkPage;
  private final Identities identities;
  private final AccountLinks links;
  private final Authority authority;
  private final Approvals approvals;
  private final InstantSource clock;

  /**
   * The way back.
   *
   * @param secret the service's, by which it signs
   * @param linkPage address of the page where people link accounts, to which a code is added
   */
  public WebhookInbound(
      String secret,
      String linkPage,
      Identities identities,
      AccountLinks links,
      Authority authority,
      Approvals approvals,
      InstantSource clock) {
    this.secret = secret;
    this.linkPage = linkPage;
    this.identities = identities;
    this.links = links;
    this.authority = authority;
    this.approvals = approvals;
    this.clock = clock;
  }

  @Override
  public String name() {
    return Webhook.NAME;
  }

  /** A button that somebody pressed, as the service vouches for it. */
  private record Press(
      ApprovalId id, Verdict verdict, String view, Principal by, String described, String address) {

    static Press of(Members body) {
      var value = body.object("value");
      var tenant = value.text("tenant", MAX_NAME);
      var user = body.object("user");
      var account = Webhook.ACCOUNTS.read(user.object("account"));
      return new Press(
          new ApprovalId(tenant, UUID.fromString(value.text("id", MAX_NAME))),
          value.constant("verdict", Verdict.class),
          value.text("view", MAX_NAME),
          new Principal(tenant, account.issuer(), account.name()),
          user.text("name", MAX_NAME) + " (" + account.name() + ")",
          user.text("email", MAX_NAME));
    }

    /** The same for every callback that says the same, so that a repeated one counts once. */
    CommandId command() {
      var said = id + "\n" + by + "\n" + verdict + "\n" + view;
      return new CommandId(Webhook.NAME + ":" + Sha256.text("", said.getBytes(UTF_8)));
    }
  }

  @Override
  public Reply inbound(RawRequest request) {
    if (!isGenuine(request)) {
      return Reply.text(401, "The request is not signed, or not signed now.");
    }
    try {
      var press = Press.of(Members.of(Json.parseObject(request.body())));
      return new Reply(200, "application/json", reply(press).canonicalString());
    } catch (JsonException | IllegalArgumentException e) {
      return Reply.text(400, "The request is not a callback: " + e.getMessage());
    }
  }

  private boolean isGenuine(RawRequest request) {
    var timestamp = request.header(Signature.TIMESTAMP).orElse("");
    var signature = request.header(Signature.HEADER).orElse("");
    if (!timestamp.matches("[0-9]{1,12}")
        || !Signature.isOf(secret, timestamp, request.body(), signature)) {
      return false;
    }
    long off = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
    return off <= SKEW.toSeconds();
  }

  /** Judged where every decision is; an account that nobody is known by is offered a link. */
  private Json.Obj reply(Press press) {
    var actor = authority.actor(press.by, Set.of(Role.APPROVER), Set.of());
    return switch (authority.admit(actor, press.id, Action.DECIDE)) {
      case Authority.Refused(var entry, var why) -> refused(press, actor, why);
      case Admitted admitted ->
          switch (approvals.decide(
              admitted, press.command(), Webhook.DECIDES.door(), press.verdict, null, press.view)) {
            case CommandResult.Done(var now, var repeat) -> said("Recorded. " + StatusLine.of(now));
            case CommandResult.Declined(var now, var why) -> refused(press, actor, why);
            case CommandResult.Unknown unknown ->
                refused(press, actor, new Refusal.UnknownApproval());
          };
    };
  }

  private Json.Obj refused(Press press, Actor actor, Refusal why) {
    var reply = said("Not recorded. " + Refusals.detail(why));
    if (actor.isKnown() || !identities.mayBeLinked(press.by)) {
      return reply;
    }
    var code = LinkCode.random();
    links.offer(new Offer(press.by, press.described, press.address), code);
    return Json.object()
        .put("text", reply.get("text"))
        .put("link", linkPage + code.value())
        .build();
  }

  private static Json.Obj said(String text) {
    return Json.object().put("text", text).build();
  }
}
