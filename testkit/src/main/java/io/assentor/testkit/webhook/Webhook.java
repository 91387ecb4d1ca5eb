// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit.webhook;

import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.DecidingChannel;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.AccountKind.Part;
import io.assentor.core.people.AccountKind.Words;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.policy.Effect;
import io.assentor.core.text.DisplayText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Posts each message as JSON to one address: what is asked, how it stands, a link, and buttons for
 * those who may decide. Whoever shows it calls back with the button's value, signed: {@link
 * WebhookInbound}.
 */
public final class Webhook implements Channel {

  static final String NAME = "webhook";

  /** An account of a service that shows our messages; all of one service have one issuer. */
  static final AccountKind ACCOUNTS =
      new AccountKind(
          NAME,
          List.of(new Part("service", false)),
          "user",
          new Words(
              "webhook account",
              "through the webhook",
              "Press a button below a message; an account that is not linked yet gets a link."));

  /** What the webhook brings with it. */
  public static final DecidingChannel DECIDES = DecidingChannel.of(ACCOUNTS, "webhook-account");

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final String secret;
  private final Directory directory;
  private final InstantSource clock;

  /**
   * A webhook.
   *
   * @param address where messages are posted
   * @param secret signs what is posted
   */
  public Webhook(URI address, String secret, Directory directory, InstantSource clock) {
    this.address = address;
    this.secret = secret;
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The one address, which tells everybody who is asked and is not on the request's side. */
  @Override
  public List<Recipient> recipients(ApprovalRecord entry, Occasion occasion) {
    var tenant = entry.id().tenant();
    var people = new HashSet<String>();
    for (var eligible : entry.approval().stages().get(occasion.stage()).eligible()) {
      directory.people(tenant, eligible).stream().map(Person::id).forEach(people::add);
    }
    people.removeAll(entry.approval().request().side().entries(directory, tenant));
    return List.of(new Recipient(String.valueOf(address), people));
  }

  @Override
  public Optional<Rendering> rendering(ApprovalRecord entry, String link) {
    var call = entry.content().call();
    var request = entry.approval().request();
    var lines = new ArrayList<Json>();
    lines.add(
        Json.of(
            "Run %s on %s?"
                .formatted(DisplayText.line(call.name()), DisplayText.line(call.server()))));
    DisplayText.arguments(entry.content().shown().arguments(), List.of())
        .forEach(line -> lines.add(Json.of(DisplayText.line(line))));
    lines.add(
        Json.of(
            "Asked by agent %s for %s, held by rule %s."
                .formatted(
                    DisplayText.line(request.agent().id()),
                    DisplayText.line(request.subject().id()),
                    DisplayText.line(request.assessment().rule()))));
    return Optional.of(
        new Rendering(
            NAME,
            Json.object()
                .put("lines", new Json.Arr(lines))
                .put("complete", Json.Bool.of(!entry.content().hasWithheldParts()))
                .build()));
  }

  @Override
  public String send(Notice notice, String recipient, boolean repeated) {
    var body = message(notice, repeated).canonical();
    var timestamp = Long.toString(clock.instant().getEpochSecond());
    var request =
        HttpRequest.newBuilder(URI.create(recipient))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header(Signature.TIMESTAMP, timestamp)
            .header(Signature.HEADER, Signature.of(secret, timestamp, body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    int status;
    try {
      status = http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new Uncertain("the webhook did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Uncertain("waiting for the webhook was interrupted", e);
    }
    if (status >= 500) {
      throw new Fault("the webhook answered " + status, null);
    }
    if (status >= 300) {
      throw new Undeliverable("the webhook answered " + status);
    }
    return "answered " + status;
  }

  private static Json.Obj message(Notice notice, boolean repeated) {
    var entry = notice.entry();
    var rendering = Objects.requireNonNull(notice.rendering(), "a message without its rendering");
    return Json.object()
        .put("purpose", Members.nameOf(notice.occasion().purpose()))
        .put("lines", Objects.requireNonNull(rendering.body().get("lines")))
        .put("status", StatusLine.of(entry))
        .put("link", notice.link())
        .put("repeated", repeated ? Json.Bool.of(true) : null)
        .put("buttons", new Json.Arr(buttons(entry, rendering)))
        .build();
  }

  /** None where policy wants another door; no approval on the ground of what is not whole. */
  private static List<Json> buttons(ApprovalRecord entry, Rendering rendering) {
    boolean admitted =
        entry.status() == Status.PENDING
            && entry.approval().request().assessment().effect()
                instanceof Effect.Require(var requirement)
            && requirement.doors().admit(DECIDES.door());
    if (!admitted) {
      return List.of();
    }
    var view = entry.viewOf(rendering);
    var verdicts =
        rendering.isComplete() ? List.of(Verdict.APPROVE, Verdict.DENY) : List.of(Verdict.DENY);
    return verdicts.stream().map(it -> (Json) button(entry, it, view)).toList();
  }

  private static Json.Obj button(ApprovalRecord entry, Verdict verdict, String view) {
    var value =
        Json.object()
            .put("tenant", entry.id().tenant())
            .put("id", entry.id().uuid().toString())
            .put("verdict", Members.nameOf(verdict))
            .put("view", view)
            .build();
    return Json.object()
        .put("label", verdict == Verdict.APPROVE ? "Approve" : "Deny")
        .put("value", value)
        .build();
  }
}
