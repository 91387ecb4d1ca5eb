// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Status;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.fakes.slack.Ephemeral;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Fault;
import io.assentor.fakes.slack.Message;
import io.assentor.fakes.slack.User;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackClicksTest {

  private final AtomicReference<Runnable> beforeLedger = new AtomicReference<>(() -> {});
  private final SlackWorld world =
      new SlackWorld(SlackWorld.DIRECTORY, () -> beforeLedger.get().run(), false).clickedOverHttp();
  private final FakeSlack slack = world.slack;

  @AfterEach
  void close() {
    assertThat(slack.violations()).isEmpty();
    world.close();
  }

  @Test
  void approval_isCommittedBeforeItIsAcknowledged() {
    var entry = world.asked();
    var click = slack.person("U0ALICE").click(card(), "approve");

    assertThat(click.status()).isEqualTo(200);
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
    assertThat(world.now(entry).approval().decisions())
        .singleElement()
        .satisfies(
            decided -> {
              assertThat(decided.standing().person()).isEqualTo("alice");
              assertThat(decided.standing().door()).isEqualTo(SlackDoor.DECIDES.door());
              assertThat(decided.standing().principal().issuer()).isEqualTo("slack:/T0FAKE");
              assertThat(decided.standing().principal().name()).isEqualTo("U0ALICE");
              assertThat(decided.view())
                  .isEqualTo(
                      world
                          .ledger
                          .rendering(entry.id(), "slack")
                          .orElseThrow()
                          .view(entry.content().salt()));
            });
    assertThat(heard("U0ALICE"))
        .isEqualTo("Recorded: you approved it. Approved by alice; it has not run yet.");
  }

  /** Many clicks on large calls at once must not overflow the heap. */
  @Test
  void clickForWhichThereIsNoMemory_isNotRecordedUntilThereIs() {
    var entry = world.asked();
    assertThat(world.memory.reserve(SlackWorld.MEMORY, false)).isTrue();
    slack.person("U0ALICE").click(card(), "approve");
    assertThat(heard("U0ALICE")).startsWith("Your click may not have been recorded");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
    assertThat(world.memory.reserved()).as("it keeps nothing").isEqualTo(SlackWorld.MEMORY);

    world.memory.release(SlackWorld.MEMORY);
    slack.person("U0ALICE").click(card(), "approve");
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
    Wait.until("all is given back", () -> world.memory.reserved() == 0);
  }

  @Test
  void denial_asksForAReasonAndTakesAPresetOrWords() {
    var entry = world.asked();
    slack.person("U0BOB").click(card(), "deny");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);

    var dialog = slack.person("U0BOB").views().getLast();
    assertThat(dialog.body().canonicalString()).contains("Deny kubectl_delete on kubernetes?");
    var click =
        slack
            .person("U0BOB")
            .submit(
                dialog, Map.of("preset", "Wrong target", "words", "prod is <frozen> until Monday"));

    assertThat(click.status()).isEqualTo(200);
    assertThat(world.now(entry).status()).isEqualTo(Status.DENIED);
    assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).detail())
        .isEqualTo("Wrong target: prod is <frozen> until Monday");
    assertThat(slack.person("U0BOB").views().getLast().body().canonicalString())
        .contains("Recorded: you denied it.");
  }

  @Test
  void denialWithoutAnyReason_isADenial() {
    var entry = world.asked();
    slack.person("U0BOB").click(card(), "deny");
    slack.person("U0BOB").submit(slack.person("U0BOB").views().getLast(), Map.of());

    assertThat(world.now(entry).status()).isEqualTo(Status.DENIED);
  }

  @Test
  void review_decidesNothing() {
    var entry = world.asked();
    assertThat(slack.person("U0ALICE").click(card(), "review").status()).isEqualTo(200);
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
    assertThat(world.events(entry)).containsExactly("Submitted");
  }

  @Test
  void doubleClick_countsOnce() {
    world.requirement = needing(2);
    var entry = world.asked();
    var card = card();
    slack.person("U0ALICE").clickAs(card, "approve");
    heard("U0ALICE");
    slack.person("U0ALICE").clickAs(card, "approve");

    assertThat(heard("U0ALICE", 2)).startsWith("Already recorded: you approved it.");
    assertThat(world.events(entry)).containsExactly("Submitted", "Decided");
    assertThat(world.attempts(entry)).isEmpty();
  }

  @Test
  void replayedClick_changesNothing() {
    world.requirement = needing(2);
    var entry = world.asked();
    var click = slack.person("U0ALICE").click(card(), "approve");
    var again = slack.deliver(click.raw(), click.headers());

    assertThat(again.status()).isEqualTo(200);
    assertThat(world.events(entry)).containsExactly("Submitted", "Decided");
  }

  @Test
  void twoAtOnce_areOneDecisionAndOneTruthfulRefusal() throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      var entry = world.newRequest();
      slack.enforcePace(false);
      world.tend(entry);
      var card = card();
      var start = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var user : List.of("U0ALICE", "U0BOB")) {
          threads.execute(
              () -> {
                await(start);
                slack.person(user).clickAs(card, "approve");
              });
        }
        start.countDown();
      }
      assertThat(world.events(entry)).containsExactly("Submitted", "Decided", "Approved");
      assertThat(world.attempts(entry))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt).endsWith("approve closed"));
    }
    Wait.until("both heard", () -> slack.ephemerals().size() == 20);
    assertThat(slack.ephemerals())
        .filteredOn(it -> it.text().startsWith("Not recorded: it is too late. Approved by "))
        .hasSize(10);
  }

  @Test
  void clickAfterExpiry_isTooLateWhateverTheCardSays() {
    var entry = world.asked();
    var card = card();
    world.later(Duration.ofHours(1));
    slack.person("U0ALICE").clickAs(card, "approve");

    assertThat(heard("U0ALICE")).startsWith("Not recorded: it is too late. Expired:");
    assertThat(world.attempts(entry)).containsExactly("U0ALICE approve closed");
  }

  @Test
  void clickOnAnotherRequestsCard_isRefused() {
    var entry = world.asked();
    var first = card();
    world.asked();
    var second = card();
    var button = Json.parseObject(button(first).getBytes(StandardCharsets.UTF_8));
    var other = Json.parseObject(button(second).getBytes(StandardCharsets.UTF_8));
    var mixed =
        Json.object()
            .put("tenant", button.get("tenant"))
            .put("id", button.get("id"))
            .put("view", other.get("view"))
            .build();
    forge(first, "U0ALICE", FakeSlack.TEAM, mixed.canonicalString());

    assertThat(heard("U0ALICE"))
        .startsWith("Not recorded. What you viewed is not what this request shows you");
    assertThat(world.attempts(entry)).containsExactly("U0ALICE approve stale-view");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void clickOnAnOutdatedView_isRefused() {
    var entry = world.asked();
    var view = new Subject(entry.id(), entry.approval().request().view()); // the API's, not Slack's
    forge(card(), "U0ALICE", FakeSlack.TEAM, view.value());

    assertThat(heard("U0ALICE"))
        .startsWith("Not recorded. What you viewed is not what this request shows you");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void shortenedCard_isNotApprovedByWhateverClick() {
    var call = Fixtures.call("x".repeat(5_000));
    var entry = world.asked(Fixtures.withCall(Fixtures.request("long"), call));
    var rendering = world.ledger.rendering(entry.id(), "slack").orElseThrow();
    assertThat(rendering.isComplete()).isFalse();
    forge(
        card(),
        "U0ALICE",
        FakeSlack.TEAM,
        new Subject(entry.id(), rendering.view(entry.content().salt())).value());

    assertThat(heard("U0ALICE"))
        .startsWith("Not recorded. What you viewed is not what this request shows you");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void forgedSignature_isNotServedAndFiled() {
    var entry = world.asked();
    var raw = slack.blockActions("U0ALICE", FakeSlack.TEAM, card(), approve(card()));
    var headers = new HashMap<>(slack.sign(raw, world.clock.instant()));
    headers.replaceAll((name, value) -> value.startsWith("v0=") ? value + "0" : value);
    var click = slack.deliver(raw, headers);

    assertThat(click.status()).isEqualTo(401);
    assertThat(click.body()).isEqualTo("Not from Slack: the request's signature is wrong.");
    assertThat(world.attempts(entry)).containsExactly("unverified decide not-allowed");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void signatureOfAnotherBody_isNotServed() {
    var entry = world.asked();
    var raw = slack.blockActions("U0ALICE", FakeSlack.TEAM, card(), approve(card()));
    var changed = new String(raw, StandardCharsets.UTF_8).replace("U0ALICE", "U0BOB");
    var click =
        slack.deliver(
            changed.getBytes(StandardCharsets.UTF_8), slack.sign(raw, world.clock.instant()));

    assertThat(click.status()).isEqualTo(401);
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void oldOrFutureTimestamp_isNotServed() {
    var entry = world.asked();
    var raw = slack.blockActions("U0ALICE", FakeSlack.TEAM, card(), approve(card()));
    for (var off : List.of(-301L, 302L)) {
      var click = slack.deliver(raw, slack.sign(raw, world.clock.instant().plusSeconds(off)));
      assertThat(click.status()).isEqualTo(401);
      assertThat(click.body()).contains("timestamp is not current");
    }
    assertThat(world.attempts(entry)).hasSize(2);
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void requestWithoutAnything_isNotServed() {
    for (var body : List.of("", "payload=", "payload=%7B", "payload=[]", "a=b", "payload=%ff%zz")) {
      var raw = body.getBytes(StandardCharsets.UTF_8);
      assertThat(slack.deliver(raw, Map.of()).status()).as(body).isEqualTo(401);
      assertThat(slack.deliver(raw, slack.sign(raw, world.clock.instant())).status())
          .as(body)
          .isIn(200, 400);
    }
  }

  @Test
  void personWithoutTheRole_isTold() {
    var entry = world.asked();
    slack.person("U0CAROL").click(card(), "approve");

    assertThat(heard("U0CAROL"))
        .isEqualTo("Not recorded. You may not do this: this stage asks for the role approver.");
    assertThat(world.attempts(entry)).containsExactly("U0CAROL approve not-eligible");
  }

  @Test
  void requestersSide_isToldBeforeItWritesAReason() {
    var entry = world.asked();
    slack.person("U0DANA").click(card(), "deny");

    assertThat(heard("U0DANA")).startsWith("Not recorded. You are on this request's side");
    assertThat(slack.person("U0DANA").views()).isEmpty();
    assertThat(world.attempts(entry)).containsExactly("U0DANA decide own-request");
  }

  @Test
  void sameUserIdOfAnotherTeam_isNobodyHere() {
    var entry = world.asked();
    forge(card(), "U0ALICE", "T0OTHER", button(card()));

    assertThat(heard("U0ALICE"))
        .isEqualTo("Not recorded. You may not do this: the directory does not know you.");
    assertThat(slack.ephemerals().getLast().blocks().items()).hasSize(1);
    assertThat(world.attempts(entry)).containsExactly("U0ALICE decide not-eligible");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void guest_isRefusedThoughTheDirectoryListsThem() {
    var entry = world.asked();
    slack.person("U0GUEST").click(card(), "approve");

    assertThat(heard("U0GUEST"))
        .isEqualTo("Not recorded. Not allowed: guests of the workspace cannot decide.");
    assertThat(world.attempts(entry)).containsExactly("U0GUEST decide not-allowed");
  }

  @Test
  void unlinkedAccount_isNotFoundByItsAddress() {
    var entry = world.asked();
    slack.person("U0ERIN").click(card(), "approve");

    assertThat(heard("U0ERIN")).contains("the directory does not know you");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void accountThatSlackCannotTellOf_isNotRecorded() {
    var entry = world.asked();
    slack.failNext("users.info", Fault.SERVER_ERROR, 3);
    slack.person("U0ALICE").click(card(), "approve");

    assertThat(heard("U0ALICE")).startsWith("Your click may not have been recorded");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);

    slack.person("U0ALICE").click(card(), "approve");
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void ledgerThatIsTooSlow_isNotCalledDoneUntilItIs() {
    var answers = new CountDownLatch(1);
    try (var slow = impatientWorld()) {
      var entry = slow.asked();
      beforeLedger.set(() -> await(answers));
      var click = slow.slack.person("U0ALICE").click(slow.card(SlackWorld.ROOM), "approve");

      assertThat(click.status()).as("within Slack's patience").isEqualTo(200);
      assertThat(heard(slow, "U0ALICE", 1)).startsWith("Not recorded yet:").contains("try again");
      answers.countDown();
      assertThat(heard(slow, "U0ALICE", 2)).startsWith("Recorded: you approved it.");
      assertThat(slow.now(entry).status()).isEqualTo(Status.APPROVED);
    } finally {
      answers.countDown();
    }
  }

  @Test
  void dialogThatIsTooSlow_isSaidAndNothingElse() {
    var answers = new CountDownLatch(1);
    try (var slow = impatientWorld()) {
      slow.asked();
      beforeLedger.set(() -> await(answers));
      var bob = slow.slack.person("U0BOB");
      bob.click(slow.card(SlackWorld.ROOM), "deny");

      assertThat(heard(slow, "U0BOB", 1))
          .isEqualTo("Not recorded: the dialog took too long to open. Press Deny again.");
      answers.countDown();
      Wait.until("the dialog is open", () -> !bob.views().isEmpty());
      assertThat(said(slow, "U0BOB")).hasSize(1);
    } finally {
      answers.countDown();
    }
  }

  private SlackWorld impatientWorld() {
    var slow = SlackWorld.impatient(() -> beforeLedger.get().run(), Duration.ofMillis(300));
    return slow.clickedOverHttp();
  }

  @Test
  void manyForgeries_fillNobodysAuditTrail() {
    var entry = world.asked();
    var raw = slack.blockActions("U0ALICE", FakeSlack.TEAM, card(), approve(card()));
    for (int i = 0; i < 100; i++) {
      assertThat(slack.deliver(raw, Map.of("X-Slack-Signature", "v0=" + i)).status())
          .isEqualTo(401);
    }
    assertThat(world.attempts(entry)).hasSizeLessThanOrEqualTo(60);
  }

  @Test
  void ledgerThatIsDown_isNotCalledDone() {
    var entry = world.asked();
    beforeLedger.set(
        () -> {
          throw new IllegalStateException("no connection");
        });
    slack.person("U0ALICE").click(card(), "approve");
    assertThat(heard("U0ALICE")).startsWith("Your click may not have been recorded");

    beforeLedger.set(() -> {});
    slack.person("U0BOB").click(card(), "deny");
    beforeLedger.set(
        () -> {
          throw new IllegalStateException("no connection");
        });
    var dialog = slack.person("U0BOB").views().getLast();
    slack.person("U0BOB").submit(dialog, Map.of("words", "no"));
    assertThat(slack.person("U0BOB").views().getLast().open()).as("to be sent again").isTrue();

    beforeLedger.set(() -> {});
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
    slack.person("U0BOB").submit(slack.person("U0BOB").views().getLast(), Map.of("words", "no"));
    assertThat(world.now(entry).status()).isEqualTo(Status.DENIED);
  }

  @Test
  void matchByAddress_findsOnlyWhoHasNoAccount() {
    try (var matching = new SlackWorld(SlackWorld.DIRECTORY, () -> {}, true).clickedOverHttp()) {
      matching.slack.withUser("U0IMPOSTOR", "alice2", "alice@example.com");
      var entry = matching.asked();
      matching.slack.person("U0IMPOSTOR").click(matching.card(SlackWorld.ROOM), "approve");
      assertThat(matching.now(entry).status())
          .as("alice's account is linked, so her address proves nothing")
          .isEqualTo(Status.PENDING);

      matching.slack.withUser(
          new User(
              "U0PARTNER",
              "T0PARTNER",
              "erin",
              "erin@example.com",
              false,
              false,
              false,
              false,
              false));
      matching.slack.person("U0PARTNER").click(matching.card(SlackWorld.ROOM), "approve");
      assertThat(matching.now(entry).status())
          .as("a partner's administrators give addresses as they like")
          .isEqualTo(Status.PENDING);

      matching.slack.person("U0ERIN").click(matching.card(SlackWorld.ROOM), "approve");
      assertThat(matching.now(entry).approval().decisions())
          .singleElement()
          .satisfies(
              decided -> {
                assertThat(decided.standing().person()).isEqualTo("erin");
                assertThat(decided.standing().principal().issuer()).isEqualTo("mailto");
              });
    }
  }

  // Helpers

  private static Requirement needing(int approvals) {
    return new Requirement(
        List.of(new Stage("approver", approvals)), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private Message card() {
    return world.card(SlackWorld.ROOM);
  }

  /** The button as Slack would send it, about whatever the value says. */
  private void forge(Message card, String user, String team, String value) {
    var button =
        Json.object()
            .put("type", "button")
            .put("action_id", "approve")
            .put("value", value)
            .put("text", Blocks.plain("Approve"))
            .build();
    var raw = slack.blockActions(user, team, card, button);
    assertThat(slack.deliver(raw, slack.sign(raw, world.clock.instant())).status()).isEqualTo(200);
  }

  private static Json.Obj approve(Message card) {
    return card.blocks().items().stream()
        .map(Json.Obj.class::cast)
        .filter(block -> Json.of("actions").equals(block.get("type")))
        .map(block -> (Json.Arr) Objects.requireNonNull(block.get("elements")))
        .map(elements -> (Json.Obj) elements.items().getFirst())
        .findFirst()
        .orElseThrow();
  }

  private static String button(Message card) {
    return Members.of(approve(card)).string("value");
  }

  /** The first thing that was said to this person. */
  private String heard(String user) {
    return heard(user, 1);
  }

  private String heard(String user, int times) {
    return heard(world, user, times);
  }

  private static String heard(SlackWorld world, String user, int times) {
    Wait.until(user + " heard it", () -> said(world, user).size() >= times);
    return said(world, user).get(times - 1);
  }

  private static List<String> said(SlackWorld world, String user) {
    return world.slack.ephemerals().stream()
        .filter(it -> it.user().equals(user))
        .map(Ephemeral::text)
        .toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
