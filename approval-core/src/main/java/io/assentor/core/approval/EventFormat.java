// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.call.Sha256;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Tier;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes: RFC 8785 JSON, version 1. The bytes are what is hashed, stored and one day
 * verified, so members may only be added; a test pins the format.
 *
 * <pre>{"v":1,"approval":"…","tenant":"…","seq":1,"at":"…","type":"submitted","data":{…}}</pre>
 */
public final class EventFormat {

  private static final int VERSION = 1;

  private EventFormat() {}

  /** The link before the first event of an approval: 32 zero bytes. */
  public static byte[] firstLink() {
    return new byte[32];
  }

  /**
   * Returns the link of an event in its approval's chain: a hash over the previous link and the
   * event's bytes.
   */
  public static byte[] link(byte[] previous, byte[] body) {
    return Sha256.bytes("assentor-event-1\n", previous, body);
  }

  public static byte[] encode(ApprovalId id, int sequence, Event event) {
    return Json.object()
        .put("v", VERSION)
        .put("approval", id.uuid().toString())
        .put("tenant", id.tenant())
        .put("seq", sequence)
        .put("at", event.at().toString())
        .put("type", type(event))
        .put("data", data(event))
        .build()
        .canonical();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException if the bytes are no event of version 1
   */
  public static Event decode(byte[] body) {
    try {
      return read(body);
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw new IllegalStateException("a stored event is damaged: " + e.getMessage(), e);
    }
  }

  private static Event read(byte[] body) {
    var envelope = Members.of(Json.parseStored(body));
    if (envelope.integer("v") != VERSION) {
      throw envelope.bad("v", "1, the only version so far");
    }
    var at = instant(envelope, "at");
    var data = envelope.object("data");
    return switch (envelope.string("type")) {
      case "submitted" -> submitted(at, data);
      case "decided" ->
          new Event.Decided(
              at,
              standing(data.object("by")),
              data.constant("verdict", Verdict.class),
              data.optionalString("reason"),
              (int) data.integer("stage"),
              data.string("view"));
      case "disclosed" ->
          new Event.Disclosed(
              at,
              standing(data.object("by")),
              (int) data.integer("stage"),
              data.strings("withheld"),
              data.string("view"));
      case "reminded" ->
          new Event.Reminded(at, (int) data.integer("stage"), (int) data.integer("step"));
      case "escalated" ->
          new Event.Escalated(
              at,
              (int) data.integer("stage"),
              (int) data.integer("step"),
              data.optionalString("because"));
      case "approved" -> new Event.Approved(at, reason(data), instant(data, "validUntil"));
      case "denied" -> new Event.Denied(at, reason(data), data.optionalString("detail"));
      case "expired" -> new Event.Expired(at);
      case "cancelled" ->
          new Event.Cancelled(
              at, principal(data.object("by")), reason(data), data.optionalString("detail"));
      case "failed" -> new Event.Failed(at, reason(data), data.optionalString("detail"));
      case "consumed" -> new Event.Consumed(at, data.string("attemptId"));
      case "revoked" ->
          new Event.Revoked(
              at,
              principal(data.object("by")),
              data.optionalConstant("reason", Reason.class),
              data.optionalString("detail"));
      case "reported" ->
          new Event.Reported(
              at,
              data.constant("result", ExecutionResult.class),
              data.optionalString("digest"),
              data.optionalString("message"));
      default -> throw envelope.bad("type", "an event type of version 1");
    };
  }

  /** Returns the event's name in its bytes and in the audit trail. */
  public static String type(Event event) {
    return switch (event) {
      case Event.Submitted it -> "submitted";
      case Event.Decided it -> "decided";
      case Event.Disclosed it -> "disclosed";
      case Event.Reminded it -> "reminded";
      case Event.Escalated it -> "escalated";
      case Event.Approved it -> "approved";
      case Event.Denied it -> "denied";
      case Event.Expired it -> "expired";
      case Event.Cancelled it -> "cancelled";
      case Event.Failed it -> "failed";
      case Event.Consumed it -> "consumed";
      case Event.Revoked it -> "revoked";
      case Event.Reported it -> "reported";
    };
  }

  /** Returns the event's data besides its type and time. */
  public static Json.Obj data(Event event) {
    var data = Json.object();
    switch (event) {
      case Event.Submitted it -> submitted(it, data);
      case Event.Decided it ->
          data.put("by", json(it.standing()))
              .put("verdict", Members.nameOf(it.verdict()))
              .put("reason", it.reason())
              .put("stage", it.stage())
              .put("view", it.view());
      case Event.Disclosed it ->
          data.put("by", json(it.standing()))
              .put("stage", it.stage())
              .put("withheld", Json.strings(it.withheld()))
              .put("view", it.view());
      case Event.Reminded it -> data.put("stage", it.stage()).put("step", it.step());
      case Event.Escalated it ->
          data.put("stage", it.stage()).put("step", it.step()).put("because", it.because());
      case Event.Approved it -> data.put("validUntil", it.validUntil().toString());
      case Event.Denied it -> {}
      case Event.Expired it -> {}
      case Event.Cancelled it -> data.put("by", json(it.by()));
      case Event.Failed it -> {}
      case Event.Consumed it -> data.put("attemptId", it.attemptId());
      case Event.Revoked it -> {
        var reason = it.reason();
        data.put("by", json(it.by()))
            .put("reason", reason == null ? null : Members.nameOf(reason))
            .put("detail", it.detail());
      }
      case Event.Reported it ->
          data.put("result", Members.nameOf(it.result()))
              .put("digest", it.digest())
              .put("message", it.message());
    }
    if (event instanceof Event.Closing it) {
      data.put("reason", Members.nameOf(it.reason())).put("detail", it.detail());
    }
    return data.build();
  }

  private static void submitted(Event.Submitted it, Json.Obj.Builder data) {
    var expiresAt = it.expiresAt();
    data.put("gateway", json(it.gateway()))
        .put("server", it.server())
        .put("tool", it.tool())
        .put("definitionHash", it.definitionHash())
        .put("fingerprint", it.fingerprint().text())
        .put("contextHash", it.contextHash())
        .put("redactedHash", it.redactedHash())
        .put("subject", it.subject().json())
        .put("agent", it.agent().json())
        .put("session", it.session())
        .put("release", Members.nameOf(it.release()))
        .put("assessment", json(it.assessment()))
        .put("directoryVersion", it.directoryVersion())
        .put("barred", sorted(it.side().people()))
        .put("barredIdentities", identities(it.side().identities()))
        .put("view", it.view())
        .put("expiresAt", expiresAt == null ? null : expiresAt.toString());
  }

  private static Event.Submitted submitted(Instant at, Members data) {
    return new Event.Submitted(
        at,
        principal(data.object("gateway")),
        data.string("server"),
        data.string("tool"),
        data.optionalString("definitionHash"),
        new Fingerprint(data.string("fingerprint")),
        data.string("contextHash"),
        data.optionalString("redactedHash"),
        party(data.object("subject")),
        party(data.object("agent")),
        data.optionalString("session"),
        data.constant("release", Release.class),
        assessment(data.object("assessment")),
        data.string("directoryVersion"),
        new Side(
            Set.copyOf(data.strings("barred")), identities(data, "barredIdentities", tenant(data))),
        data.string("view"),
        optionalInstant(data, "expiresAt"));
  }

  private static Json.Obj json(Assessment assessment) {
    var texts = assessment.noteTexts();
    var codes = assessment.notes().stream().flatMap(it -> Stream.ofNullable(it.code())).toList();
    var data =
        Json.object()
            .put("policyVersion", assessment.policyVersion())
            .put("rule", assessment.rule())
            .put("tier", Members.nameOf(assessment.tier()))
            .put("trace", Json.strings(assessment.trace()))
            .put("notes", strings(texts))
            .put("noteCodes", codes.size() < texts.size() ? null : strings(codes));
    switch (assessment.effect()) {
      case Effect.Allow it -> data.put("effect", "allow");
      case Effect.Deny(var reason) -> data.put("effect", "deny").put("denial", reason);
      case Effect.Require(var requirement) ->
          data.put("effect", "require").put("requirement", requirement.json());
    }
    return data.build();
  }

  private static Assessment assessment(Members data) {
    var effect =
        switch (data.string("effect")) {
          case "allow" -> new Effect.Allow();
          case "deny" -> new Effect.Deny(data.string("denial"));
          case "require" -> new Effect.Require(Requirement.of(data.object("requirement")));
          default -> throw data.bad("effect", "allow, deny or require");
        };
    return new Assessment(
        data.string("policyVersion"),
        data.string("rule"),
        data.constant("tier", Tier.class),
        data.strings("trace"),
        effect,
        notes(data));
  }

  /** Notes of events from before there were codes have none. */
  private static List<Note> notes(Members data) {
    var texts = data.strings("notes");
    var codes = data.strings("noteCodes");
    if (!codes.isEmpty() && codes.size() != texts.size()) {
      throw data.bad("noteCodes", "a code for each of the notes");
    }
    return IntStream.range(0, texts.size())
        .mapToObj(i -> new Note(codes.isEmpty() ? null : codes.get(i), texts.get(i)))
        .toList();
  }

  private static Json.Obj json(Standing standing) {
    var json =
        Json.object()
            .put("principal", json(standing.principal()))
            .put("person", standing.person())
            .put("roles", sorted(standing.roles()))
            .put("groups", standing.groups().isEmpty() ? null : sorted(standing.groups()))
            .put("claimed", standing.claimed().isEmpty() ? null : sorted(standing.claimed()))
            .put("alsoKnownAs", others(standing.human().ids(), standing.person()))
            .put("identities", identities(others(standing)));
    return standing.door().put(json).build();
  }

  private static Standing standing(Members data) {
    var principal = principal(data.object("principal"));
    var person = data.string("person");
    var ids = new HashSet<>(data.strings("alsoKnownAs"));
    ids.add(person);
    var identities = new HashSet<>(identities(data, "identities", principal.tenant()));
    identities.add(principal);
    return new Standing(
        principal,
        person,
        Set.copyOf(data.strings("roles")),
        Set.copyOf(data.strings("groups")),
        Door.of(data),
        new Human(ids, identities),
        Set.copyOf(data.strings("claimed")));
  }

  private static Json.@Nullable Arr others(Set<String> ids, String person) {
    var others = new TreeSet<>(ids);
    others.remove(person);
    return others.isEmpty() ? null : Json.strings(others);
  }

  private static Set<Principal> others(Standing standing) {
    var others = new HashSet<>(standing.human().identities());
    others.remove(standing.principal());
    return others;
  }

  /** Principals of the approval's own tenant; absent if there are none, and in old events. */
  private static Json.@Nullable Arr identities(Set<Principal> identities) {
    return identities.isEmpty()
        ? null
        : new Json.Arr(
            identities.stream()
                .sorted(Comparator.comparing(Principal::issuer).thenComparing(Principal::name))
                .<Json>map(
                    it -> Json.object().put("issuer", it.issuer()).put("name", it.name()).build())
                .toList());
  }

  private static Set<Principal> identities(Members data, String name, String tenant) {
    return data.objects(name).stream()
        .map(it -> new Principal(tenant, it.string("issuer"), it.string("name")))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String tenant(Members submitted) {
    return submitted.object("gateway").string("tenant");
  }

  private static Json.Obj json(Principal principal) {
    return Json.object()
        .put("tenant", principal.tenant())
        .put("issuer", principal.issuer())
        .put("name", principal.name())
        .build();
  }

  private static Principal principal(Members data) {
    return new Principal(data.string("tenant"), data.string("issuer"), data.string("name"));
  }

  private static Party party(Members data) {
    return new Party(
        data.string("id"),
        data.optionalString("issuer"),
        data.constant("assurance", Assurance.class));
  }

  private static Json.@Nullable Arr strings(List<String> values) {
    return values.isEmpty() ? null : Json.strings(values);
  }

  private static Json.Arr sorted(Set<String> values) {
    return Json.strings(new TreeSet<>(values));
  }

  private static Reason reason(Members data) {
    return data.constant("reason", Reason.class);
  }

  private static Instant instant(Members data, String name) {
    var value = optionalInstant(data, name);
    if (value == null) {
      throw data.bad(name, "a time");
    }
    return value;
  }

  private static @Nullable Instant optionalInstant(Members data, String name) {
    var text = data.optionalString(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw data.bad(name, "an RFC 3339 time");
    }
  }
}
