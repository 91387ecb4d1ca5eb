// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.call.Sha256;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins the bytes of version 1: they are hashed and must be readable for years. */
class EventFormatTest {

  private static final ApprovalId ID =
      new ApprovalId("default", UUID.fromString("01939f0e-0000-7000-8000-000000000001"));
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");

  @Test
  void bytes_areThoseOfVersionOne() {
    assertThat(text(new Event.Consumed(AT, "attempt-1")))
        .isEqualTo(
            "{\"approval\":\"01939f0e-0000-7000-8000-000000000001\","
                + "\"at\":\"2026-11-21T12:00:00.123456Z\",\"data\":{\"attemptId\":\"attempt-1\"},"
                + "\"seq\":4,\"tenant\":\"default\",\"type\":\"consumed\",\"v\":1}");
    assertThat(text(new Event.Denied(AT, Reason.DENIED_BY_POLICY, "no")))
        .contains("\"data\":{\"detail\":\"no\",\"reason\":\"denied_by_policy\"}");
  }

  /** These are events as they are stored: whoever can read them writes the same bytes again. */
  @Test
  void storedEvent_isReadAndWrittenByteForByte() throws IOException {
    var types = new LinkedHashSet<String>();
    for (var stored : storedEvents()) {
      var body = stored.getBytes(StandardCharsets.UTF_8);
      var event = EventFormat.decode(body);
      types.add(EventFormat.type(event));
      assertThat(new String(EventFormat.encode(ID, 1, event), StandardCharsets.UTF_8))
          .isEqualTo(stored);
    }
    assertThat(List.copyOf(types)).isEqualTo(EventFormat.types());
  }

  private static List<String> storedEvents() throws IOException {
    try (var stored = EventFormatTest.class.getResourceAsStream("events-1.jsonl")) {
      var bytes = Objects.requireNonNull(stored).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** Optional members came later: what has none of them is written and read as it always was. */
  @Test
  void laterMembers_areAbsentFromWhatDoesNotNeedThem() {
    var alice = new Principal("default", "issuer", "alice");
    var plain = new Standing(alice, "alice", Set.of("approver"), Set.of(), Door.API);
    var human = new Human(Set.of("alice", "asmith"), Set.of(alice, other("U1"), other("A2")));
    var known =
        new Standing(alice, "asmith", Set.of("sre"), Set.of(), Door.API, human, Set.of("sre"));
    var revoked = new Event.Revoked(AT, alice, Reason.APPROVAL_OUTDATED, "why");

    assertThat(text(decided(plain))).doesNotContain("identities", "alsoKnownAs", "claimed");
    assertThat(text(decided(known)))
        .contains(
            "\"alsoKnownAs\":[\"alice\"]",
            "\"claimed\":[\"sre\"]",
            "\"identities\":[{\"issuer\":\"slack:/T1\",\"name\":\"A2\"},"
                + "{\"issuer\":\"slack:/T1\",\"name\":\"U1\"}]");
    assertThat(text(new Event.Revoked(AT, alice, null, "why"))).doesNotContain("reason");
    for (var event : List.of(decided(plain), decided(known), revoked)) {
      assertThat(EventFormat.decode(EventFormat.encode(ID, 4, event))).isEqualTo(event);
    }
  }

  @Test
  void notes_areRecordedWithTheirCodes() {
    var event = noted(Note.of(Note.Kind.REDACTED, "hidden: /a"), Note.of(Note.Kind.WITHHELD, "b"));

    assertThat(text(event))
        .contains("\"noteCodes\":[\"redacted\",\"withheld\"],\"notes\":[\"hidden: /a\",\"b\"]");
    assertThat(EventFormat.decode(EventFormat.encode(ID, 1, event))).isEqualTo(event);
    assertThat(text(noted())).doesNotContain("note");
  }

  @Test
  void notesFromBeforeTheyHadCodes_areWrittenAsTheyWere() {
    var event = noted(new Note(null, "It has changed."), new Note(null, "b"));

    assertThat(text(event)).contains("\"notes\":[\"It has changed.\",\"b\"]");
    assertThat(text(event)).doesNotContain("noteCodes");
    assertThat(EventFormat.decode(EventFormat.encode(ID, 1, event))).isEqualTo(event);
  }

  @Test
  void codesOfOtherNotes_areDamage() {
    var event = noted(Note.of(Note.Kind.REDACTED, "a"), Note.of(Note.Kind.WITHHELD, "b"));
    var body = text(event).replace("[\"redacted\",\"withheld\"]", "[\"redacted\"]");

    assertThatThrownBy(() -> EventFormat.decode(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("noteCodes");
  }

  private static Event noted(Note... notes) {
    var gateway = new Principal("default", "issuer", "gateway");
    var party = new Party("dana", null, Assurance.CLAIMED);
    var effect = new Effect.Allow();
    var assessment = new Assessment("p", "r", Tier.LOW, List.of(), effect, List.of(notes));
    return new Event.Submitted(
        AT,
        gateway,
        "server",
        "tool",
        null,
        new Fingerprint("fingerprint"),
        "context",
        null,
        party,
        party,
        null,
        Release.CONSUME,
        assessment,
        "directory",
        Side.of("dana"),
        "view",
        null);
  }

  @Test
  void everyEvent_hasARowOfItsOwn() {
    assertThat(EventCodec.ALL.stream().<Object>map(EventCodec::of).toList())
        .as("a type without a row cannot be stored")
        .containsExactlyInAnyOrder(types(Event.class).toArray());
    assertThat(EventFormat.types()).doesNotHaveDuplicates();
  }

  private static Stream<Class<?>> types(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventFormatTest::types)
        : Stream.of(type);
  }

  @Test
  void eventOfALaterVersion_isNotRead() {
    var body = text(new Event.Expired(AT)).replace("expired", "vanished");

    assertThatThrownBy(() -> EventFormat.decode(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("type");
  }

  @Test
  void disclosure_saysToWhomAndOfWhatButNotTheText() {
    var alice = new Principal("default", "issuer", "alice");
    var standing = new Standing(alice, "alice", Set.of("approver"), Set.of(), Door.PAGE);
    var event = new Event.Disclosed(AT, standing, 0, List.of("/command"), "view");

    assertThat(text(event))
        .contains("\"stage\":0,\"view\":\"view\",\"withheld\":[\"/command\"]}", "\"disclosed\"");
    assertThat(EventFormat.decode(EventFormat.encode(ID, 4, event))).isEqualTo(event);
  }

  /** An auditor reads it years later, and the channel is not installed any more. */
  @Test
  void decisionThroughAChannelThatIsNotInstalled_isReadAndWrittenAsItWas() {
    var alice = new Principal("default", "pager:acme", "alice");
    var door = Door.ofChannel("pager", "pager-account");
    var standing = new Standing(alice, "alice", Set.of("approver"), Set.of(), door);

    assertThat(text(decided(standing)))
        .contains("\"assurance\":\"pager-account\",\"channel\":\"pager\"");
    assertThat(EventFormat.decode(EventFormat.encode(ID, 4, decided(standing))))
        .isEqualTo(decided(standing));
  }

  @Test
  void decisionThroughABuiltInDoor_isReadOnlyWithItsOwnAssurance() {
    var alice = new Principal("default", "issuer", "alice");
    var standing = new Standing(alice, "alice", Set.of("approver"), Set.of(), Door.PAGE);
    var forged = text(decided(standing)).replace("\"sign-in\"", "\"bearer-token\"");

    assertThatThrownBy(() -> EventFormat.decode(forged.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("a door of page");
  }

  private static Principal other(String user) {
    return new Principal("default", "slack:/T1", user);
  }

  private static Event decided(Standing standing) {
    return new Event.Decided(AT, standing, Verdict.APPROVE, null, 0, "view");
  }

  @Test
  void link_coversWhatWentBefore() {
    var body = EventFormat.encode(ID, 4, new Event.Expired(AT));
    var first = EventFormat.link(EventFormat.firstLink(), body);

    assertThat(Sha256.text(first)).isEqualTo("IV5E29SFvxsOqp5G386Tyv62oBbw3OdftmOzctYwnJw");
    assertThat(EventFormat.link(first, body)).isNotEqualTo(first);
  }

  private static String text(Event event) {
    return new String(EventFormat.encode(ID, 4, event), StandardCharsets.UTF_8);
  }
}
