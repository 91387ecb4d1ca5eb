// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Fault;
import io.assentor.fakes.slack.Message;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What depends on an earlier message that is gone: it is said again, or counts as not said. */
class LostCardsTest {

  private final SlackWorld world = new SlackWorld();
  private final FakeSlack slack = world.slack;

  @AfterEach
  void close() {
    assertThat(slack.violations()).isEmpty();
    world.close();
  }

  /** What Slack does with a reply to a message that was deleted. */
  enum DeadThread {
    POSTED_BESIDE,
    REFUSED,
    TOMBSTONE
  }

  @ParameterizedTest
  @EnumSource(DeadThread.class)
  void cardThatWasDeleted_isSentAnewWithTheNextReminder(DeadThread thread) {
    var entry = remindedAfter5And10Minutes();
    if (thread == DeadThread.REFUSED) {
      slack.refuseDeadThreads();
    }
    if (thread == DeadThread.TOMBSTONE) {
      minutesPass(entry, 6);
    }
    slack.delete(cards(SlackWorld.ROOM).getFirst());
    minutesPass(entry, thread == DeadThread.TOMBSTONE ? 5 : 6);

    assertThat(cards(SlackWorld.ROOM))
        .as("one message of its own, with buttons")
        .singleElement()
        .satisfies(card -> assertThat(card.thread()).isNull());
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);

    world.decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);
    assertThat(cards(SlackWorld.ROOM)).as("it is kept up to date").isEmpty();
    assertThat(slack.visible(SlackWorld.ROOM))
        .anyMatch(it -> it.text().startsWith("Approved by alice"));
  }

  @Test
  void cardThatWasDeletedWhileTheReminderWentOut_isMadeOfTheReminder() {
    var entry = remindedAfter5And10Minutes();
    var card = cards(SlackWorld.ROOM).getFirst();
    slack.before("chat.postMessage", () -> slack.delete(card));
    minutesPass(entry, 6);

    assertThat(cards(SlackWorld.ROOM))
        .singleElement()
        .satisfies(it -> assertThat(it.thread()).isNull());
    assertThat(slack.visible(SlackWorld.ROOM)).hasSize(1);
  }

  @Test
  void cardThatWasDeleted_isSentAnewWhenTheRequestMoves() {
    world.requirement = requiring(new Stage(new Eligible.Role("approver"), 2, List.of()));
    var entry = world.asked();
    slack.delete(cards(SlackWorld.ROOM).getFirst());

    world.decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);

    assertThat(cards(SlackWorld.ROOM))
        .singleElement()
        .satisfies(card -> assertThat(card.text()).contains("alice"));
    assertThat(delivery(entry).status()).isEqualTo(Delivery.Status.SENT);
    assertThat(delivery(entry).attempts()).isEqualTo(2);
  }

  @Test
  void cardThatIsDeletedAgainAndAgain_isSentAnewNotForEver() {
    var steps = new Step[30];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new Step.Remind(Duration.ofMinutes(i + 1L));
    }
    world.requirement =
        new Requirement(
            List.of(new Stage(new Eligible.Role("approver"), 1, List.of(steps))),
            Duration.ofHours(2),
            Duration.ofMinutes(10));
    var entry = world.asked();
    for (int i = 0; i < steps.length; i++) {
      cards(SlackWorld.ROOM).forEach(slack::delete);
      minutesPass(entry, 1);
      assertThat(cards(SlackWorld.ROOM)).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(slack.requests("chat.postMessage")).isLessThanOrEqualTo(2 * steps.length + 2);
  }

  @Test
  void cardThatWasDeletedWhenTheRequestEnds_isSentNoMore() {
    var entry = world.asked();
    slack.delete(cards(SlackWorld.ROOM).getFirst());
    world.decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);

    assertThat(slack.visible(SlackWorld.ROOM)).isEmpty();
    assertThat(delivery(entry).status()).isEqualTo(Delivery.Status.RETURNED);
    assertThat(delivery(entry).failure()).isEqualTo("message_not_found");
  }

  /** What makes a channel unusable after the card was posted there. */
  enum Lost {
    ARCHIVED,
    EXPELLED,
    REPLACED
  }

  @ParameterizedTest
  @EnumSource(Lost.class)
  void channelThatIsLostAfterTheCard_countsItsPeopleAsUnreachable(Lost lost) {
    var entry = remindedAfter5And10Minutes();
    switch (lost) {
      case ARCHIVED -> slack.archive(SlackWorld.ROOM);
      case EXPELLED -> slack.expel(SlackWorld.ROOM);
      case REPLACED -> slack.remove(SlackWorld.ROOM);
    }
    minutesPass(entry, 6);

    assertThat(world.now(entry).status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
    assertThat(world.ledger.deliveries(entry.id()))
        .allSatisfy(it -> assertThat(it.isLost()).isTrue());
  }

  /** What happens to somebody who got a card in person. */
  enum Happened {
    DEACTIVATED(false),
    DIRECT_MESSAGES_MOVED(true),
    DIRECT_MESSAGES_CLOSED(true),
    CARD_DELETED(true),
    CARD_DELETED_AND_MESSAGES_CLOSED(true),
    CARD_DELETED_AND_DEACTIVATED(false);

    private final boolean canBeReached;

    Happened(boolean canBeReached) {
      this.canBeReached = canBeReached;
    }
  }

  @ParameterizedTest
  @EnumSource(Happened.class)
  void personWithACard_isRemindedSomehowOrCountsAsUnreachable(Happened happened) {
    world.requirement =
        requiring(
            new Stage(
                new Eligible.Role("owner"), 1, List.of(new Step.Remind(Duration.ofMinutes(5)))));
    var entry = world.asked();
    var card = cards(slack.dmOf("U0CAROL")).getFirst();
    if (happened.name().startsWith("CARD_DELETED")) {
      slack.delete(card);
    }
    switch (happened) {
      case DEACTIVATED, CARD_DELETED_AND_DEACTIVATED -> slack.deactivate("U0CAROL");
      case DIRECT_MESSAGES_MOVED -> slack.moveDirectMessages("U0CAROL", "D0NEW");
      case DIRECT_MESSAGES_CLOSED, CARD_DELETED_AND_MESSAGES_CLOSED ->
          slack.closeDirectMessages("U0CAROL");
      case CARD_DELETED -> {}
    }
    minutesPass(entry, 6);

    var reminders =
        world.ledger.deliveries(entry.id()).stream()
            .filter(it -> it.key().occasion().purpose() == Occasion.Purpose.REMINDER)
            .toList();
    if (happened.canBeReached) {
      assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
      assertThat(reminders).singleElement().matches(it -> it.status() == Delivery.Status.SENT);
      assertThat(slack.visible(slack.dmOf("U0CAROL"))).isNotEmpty();
      assertThat(cards(slack.dmOf("U0CAROL"))).as("there is a card to decide by").isNotEmpty();
    } else {
      assertThat(reminders).singleElement().matches(Delivery::isLost);
      assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).reason())
          .isEqualTo(Reason.NOBODY_REACHABLE);
    }
  }

  /** Slack's errors by which a place, or a right to it, is gone for good. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_not_in_channel",
        "posting_to_channel_denied",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
        "no_permission",
        "ekm_access_denied",
        "team_access_not_granted",
        "missing_scope"
      })
  void placeThatIsGone_countsItsPeopleAsUnreachable(String error) {
    var entry = remindedAfter5And10Minutes();
    slack.refuse("chat.postMessage", error);
    minutesPass(entry, 6);

    assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
  }

  /** Errors that are mended for everybody at once, pass, or are new to us: nobody is given up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "accesslimited",
        "ratelimited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "an_error_that_slack_invents"
      })
  void slackThatIsOutOfOrder_keepsTheReminderForLater(String error) {
    var entry = remindedAfter5And10Minutes();
    slack.refuse("chat.postMessage", error);
    world.later(Duration.ofMinutes(6));
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(RuntimeException.class);
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);

    slack.refuse("chat.postMessage", null);
    world.tend(entry);

    assertThat(slack.visible(SlackWorld.ROOM)).hasSize(2);
    assertThat(world.ledger.deliveries(entry.id())).noneMatch(Delivery::isLost);
  }

  @Test
  void directMessagesThatMoved_areOpenedAnew() {
    world.requirement = requiring(new Stage(new Eligible.Role("owner"), 1, List.of()));
    world.asked();
    slack.moveDirectMessages("U0CAROL", "D0NEW");

    world.asked();

    assertThat(cards("D0NEW")).hasSize(1);
  }

  @Test
  void cardThatCannotBeEdited_isFollowedByANewOneWhileItWaitsAndANoteAtItsEnd() {
    world.requirement = requiring(new Stage(new Eligible.Role("approver"), 2, List.of()));
    var entry = world.asked();
    var frozen = cards(SlackWorld.ROOM).getFirst();
    slack.closeEditWindow();
    world.decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);
    assertThat(cards(SlackWorld.ROOM)).hasSize(2);
    assertThat(cards(SlackWorld.ROOM).getLast().text()).contains("alice");

    slack.closeEditWindow();
    world.decide(entry, "bob", Verdict.APPROVE);
    world.tend(entry);

    var note = slack.visible(SlackWorld.ROOM).getLast();
    assertThat(note.thread()).isNotNull().isNotEqualTo(frozen.ts());
    assertThat(note.text()).contains("Approved by alice, bob");
    assertThat(world.ledger.deliveries(entry.id())).noneMatch(Delivery::isLost);
  }

  @Test
  void reminderInDoubtWhoseCardWasDeleted_isFoundOrSentAndNeverHangs() {
    var entry = remindedAfter5And10Minutes();
    slack.failNext("chat.postMessage", Fault.SERVER_ERROR, 1);
    world.later(Duration.ofMinutes(6));
    try {
      world.tendOnce(entry);
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("Slack answered 500");
    }
    slack.refuseDeadThreads();
    slack.delete(cards(SlackWorld.ROOM).getFirst());
    world.tend(entry);

    assertThat(cards(SlackWorld.ROOM)).hasSize(1);
    assertThat(world.ledger.deliveries(entry.id())).allMatch(Delivery::settled);
  }

  private ApprovalRecord remindedAfter5And10Minutes() {
    world.requirement =
        requiring(
            new Stage(
                new Eligible.Role("approver"),
                1,
                List.of(
                    new Step.Remind(Duration.ofMinutes(5)),
                    new Step.Remind(Duration.ofMinutes(10)))));
    return world.asked();
  }

  private static Requirement requiring(Stage stage) {
    return new Requirement(List.of(stage), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private void minutesPass(ApprovalRecord entry, int minutes) {
    world.later(Duration.ofMinutes(minutes));
    world.tend(entry);
  }

  /** The cards with buttons to decide by. */
  private List<Message> cards(String channel) {
    return slack.visible(channel).stream()
        .filter(it -> it.blocks().canonicalString().contains("\"action_id\":\"approve\""))
        .toList();
  }

  private Delivery delivery(ApprovalRecord entry) {
    return world.ledger.deliveries(entry.id()).getFirst();
  }
}
