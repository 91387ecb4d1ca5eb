// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.json.Json;
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

/** How events write and read what they are made of: people, assessments, times. */
final class EventMembers {

  private EventMembers() {}

  static void putSubmitted(Event.Submitted it, Json.Obj.Builder data) {
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

  static Event.Submitted submitted(Instant at, Members data) {
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

  static Json.Obj json(Standing standing) {
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

  static Standing standing(Members data) {
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

  static Json.Obj json(Principal principal) {
    return Json.object()
        .put("tenant", principal.tenant())
        .put("issuer", principal.issuer())
        .put("name", principal.name())
        .build();
  }

  static Principal principal(Members data) {
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

  static Reason reason(Members data) {
    return data.constant("reason", Reason.class);
  }

  static Instant instant(Members data, String name) {
    var value = optionalInstant(data, name);
    if (value == null) {
      throw data.bad(name, "a time");
    }
    return value;
  }

  static int number(Members data, String name) {
    return (int) data.integer(name);
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
