// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Delivery.LastError;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.testkit.Fixtures;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NotifiedTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final ApprovalId ID = ApprovalId.next(Fixtures.TENANT);

  private static Delivery mail(
      String person, int stage, @Nullable String receipt, @Nullable String failure) {
    return mail(person, stage, receipt, failure, null);
  }

  private static Delivery mail(
      String person,
      int stage,
      @Nullable String receipt,
      @Nullable String failure,
      @Nullable LastError error) {
    var key =
        new Delivery.Key(
            ID, "email", person + "@example.com", new Occasion(Purpose.ANNOUNCEMENT, stage));
    return new Delivery(
        key,
        Set.of(person),
        1,
        1,
        NOW,
        receipt,
        null,
        failure,
        receipt == null ? null : "1",
        error);
  }

  @Test
  void noMessage_meansThatNoOneHasBeenNotified() {
    assertThat(Notified.of(List.of(), 0))
        .isEqualTo(new Notified("No one has been notified yet.", List.of()));
  }

  @Test
  void sentMessages_nameThoseWhomTheyTell() {
    assertThat(Notified.of(List.of(mail("bob", 0, "1", null), mail("alice", 0, "2", null)), 0))
        .isEqualTo(new Notified("Notified: alice, bob.", List.of()));
  }

  @Test
  void mailServerThatIsDown_isNamedWithTheNextAttempt() {
    var error = new LastError("the mail server did not answer", NOW, NOW.plusSeconds(60));
    var notified = Notified.of(List.of(mail("carol", 0, null, null, error)), 0);

    assertThat(notified.sentence()).isEqualTo("No one has been notified yet.");
    assertThat(notified.missed())
        .containsExactly(
            new Notified.Missed(
                "carol",
                "not notified by email: the mail server did not answer",
                Time.of(NOW.plusSeconds(60))));
  }

  @Test
  void messageThatCameBack_tellsNobody() {
    assertThat(Notified.of(List.of(mail("bob", 0, "1", "no such user")), 0))
        .isEqualTo(
            new Notified(
                "No one has been notified yet.",
                List.of(
                    new Notified.Missed(
                        "bob", "not reached by email: the message came back", null))));
  }

  @Test
  void messagesOfAnotherStage_doNotCount() {
    assertThat(Notified.of(List.of(mail("bob", 0, "1", null)), 1).sentence())
        .isEqualTo("No one has been notified yet.");
  }

  @Test
  void personToldByOneChannel_isNotMissedByAnother() {
    var failed = mail("bob", 0, null, "no such user");
    assertThat(Notified.of(List.of(failed, mail("bob", 0, "1", null)), 0))
        .isEqualTo(new Notified("Notified: bob.", List.of()));
  }
}
