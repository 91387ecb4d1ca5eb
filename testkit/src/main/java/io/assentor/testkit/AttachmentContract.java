// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Reason;
import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.Submission;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.Note.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When a repeated call attaches to its open request, and when it supersedes it: by what approvers
 * were told and shown of it, not by the words.
 */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class AttachmentContract {

  private static final Note OTHER = Note.of(Kind.DEFINITION_CHANGED, "it has changed");

  /** What notes said when no codes were recorded. */
  private static final Map<String, Kind> OLD_NOTES =
      Map.of(
          "The gateway names no definition of this tool, although policy pins one.",
          Kind.DEFINITION_MISSING,
          "The tool's definition is not the one that policy pins: it has changed.",
          Kind.DEFINITION_CHANGED,
          "Not shown, because it is or looks like a secret: /token, /a, b.",
          Kind.REDACTED,
          "A name is not shown, because it looks like a secret: /env.",
          Kind.NAME_REDACTED,
          "Withheld, because a part of it looks like a secret and might also run: /a and 3 more.",
          Kind.WITHHELD,
          "Withheld: all arguments, because too many of them may hold secrets.",
          Kind.ALL_WITHHELD,
          "Withheld: all arguments, because looking for secrets in them takes too long.",
          Kind.ALL_WITHHELD);

  private Ledger ledger;
  private NewRequest request;

  /** The ledger to work on. */
  protected abstract Ledger ledger();

  @BeforeEach
  void open() {
    ledger = ledger();
    request = Fixtures.request("deployment-" + UUID.randomUUID());
  }

  @Test
  void sameNotesInOtherWords_attach() {
    for (var kind : Kind.values()) {
      request = Fixtures.request(kind + "-" + UUID.randomUUID());
      var first = submit(noted(Note.of(kind, "as it was once worded"), OTHER));

      assertAttaches(first, noted(OTHER, Note.of(kind, "in today's words")));
      assertThat(found(first).request().assessment().notes())
          .as("what was recorded")
          .containsExactly(Note.of(kind, "as it was once worded"), OTHER);
    }
  }

  @Test
  void notesFromBeforeTheyHadCodes_areTheSameInTodaysWords() {
    for (var note : OLD_NOTES.entrySet()) {
      request = Fixtures.request("deployment-" + UUID.randomUUID());
      var first = submit(noted(new Note(null, note.getKey())));

      assertAttaches(first, noted(Note.of(note.getValue(), "in today's words")));
    }
  }

  @Test
  void wordsThatNoVersionWrote_areTheSameOnlyAsTheSameWords() {
    var first = submit(noted(new Note(null, "a stranger's words")));

    assertAttaches(first, noted(new Note(null, "a stranger's words")));
    assertSupersedes(first, noted(Note.of(Kind.REDACTED, "a stranger's words")));
  }

  @Test
  void noteThatWasNotThere_supersedes() {
    var first = submit(noted());

    assertSupersedes(first, noted(OTHER));
  }

  @Test
  void noteThatIsThereNoMore_supersedes() {
    var first = submit(noted(OTHER));

    assertSupersedes(first, noted());
  }

  @Test
  void noteOfAnotherKindInTheSameWords_supersedes() {
    var first = submit(noted(Note.of(Kind.DEFINITION_MISSING, OTHER.text())));

    assertSupersedes(first, noted(OTHER));
  }

  /** A note says that something is hidden; only what people were shown says what. */
  @Test
  void callOfWhichMoreIsHiddenToday_supersedes() {
    var hidden = noted(Note.of(Kind.REDACTED, "something is hidden"));
    var first = submit(hidden, hiding("name"));

    assertSupersedes(first, hidden, hiding("name", "namespace"));
  }

  @Test
  void callOfWhichLessIsHiddenToday_supersedes() {
    var hidden = noted(Note.of(Kind.REDACTED, "something is hidden"));
    var first = submit(hidden, hiding("name", "namespace"));

    assertSupersedes(first, hidden, hiding("name"));
  }

  @Test
  void callOfWhichAPartIsWithheldToday_supersedes() {
    var withheld = noted(Note.of(Kind.WITHHELD, "something is withheld"));
    var first = submit(withheld, hiding("name"));
    var name = Objects.requireNonNull(request.call().arguments().get("name"));
    var asked = List.of(new WithheldPart("/name", null, name));
    var today = new Shown(hiding("name").arguments(), request.context(), List.of("/name"), asked);

    assertSupersedes(first, withheld, today);
  }

  /** What the agent says around the call is no part of it. */
  @Test
  void callThatIsHiddenAlike_attachesWhateverIsSaidAroundIt() {
    var hidden = noted(Note.of(Kind.REDACTED, "something is hidden"));
    var first = submit(hidden, hiding("name"));
    var words = new CallContext("other words", null, List.of(), null);

    assertAttaches(first, hidden, new Shown(hiding("name").arguments(), words));
  }

  private static Assessment noted(Note... notes) {
    return Fixtures.noting(Fixtures.requiring(Fixtures.ONE_APPROVER), notes);
  }

  private Shown hiding(String... members) {
    var arguments = Json.object();
    request.call().arguments().members().forEach(arguments::put);
    Stream.of(members).forEach(name -> arguments.put(name, "[redacted]"));
    return new Shown(arguments.build(), request.context());
  }

  private Submission submit(Assessment assessment) {
    return submit(assessment, null);
  }

  private Submission submit(Assessment assessment, @Nullable Shown redacted) {
    return ledger.submit(Fixtures.submit(request, assessment, redacted));
  }

  private void assertAttaches(Submission first, Assessment assessment) {
    assertAttaches(first, assessment, null);
  }

  private void assertAttaches(Submission first, Assessment assessment, @Nullable Shown redacted) {
    var again = submit(assessment, redacted);

    assertThat(again).as("%s", assessment.notes()).isInstanceOf(Submission.Attached.class);
    assertThat(again.entry().id()).isEqualTo(first.entry().id());
  }

  private void assertSupersedes(Submission first, Assessment assessment) {
    assertSupersedes(first, assessment, null);
  }

  private void assertSupersedes(Submission first, Assessment assessment, @Nullable Shown redacted) {
    assertThat(submit(assessment, redacted)).isInstanceOf(Submission.Created.class);
    assertThat(Objects.requireNonNull(found(first).closed()).reason()).isEqualTo(Reason.SUPERSEDED);
  }

  private Approval found(Submission submission) {
    return ledger.find(submission.entry().id()).orElseThrow().approval();
  }
}
