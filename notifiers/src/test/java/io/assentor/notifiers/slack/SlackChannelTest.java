// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Later;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.people.Directory.Routing;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Fault;
import io.assentor.fakes.slack.Message;
import io.assentor.testkit.ChannelContract;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlackChannelTest {

  private final SlackWorld world = new SlackWorld();
  private final FakeSlack slack = world.slack;

  @AfterEach
  void close() {
    assertThat(slack.violations()).isEmpty();
    world.close();
  }

  @Nested
  class Contract extends ChannelContract {

    private final Channel channel =
        new SlackChannel(
            new SlackSettings(
                Map.of("", FakeSlack.BOT_TOKEN),
                "s",
                null,
                slack.apiBase(),
                List.of(),
                false,
                null),
            InMemoryDirectory.demo()
                .withRouting(
                    "slack",
                    new Routing(Map.of("role:approver", SlackWorld.ROOM), false, null, false)),
            world.identities,
            world.timing);

    @Override
    protected Channel channel() {
      return channel;
    }

    @Override
    protected String shown() {
      return slack.messages().stream()
          .map(it -> it.text() + "\n" + it.blocks().canonicalString())
          .collect(Collectors.joining("\n"));
    }
  }

  @Test
  void card_goesToTheChannelOfTheRoleAndThereOnce() {
    var entry = world.asked();
    world.tend(entry);

    assertThat(slack.messages())
        .singleElement()
        .satisfies(
            card -> {
              assertThat(card.channel()).isEqualTo(SlackWorld.ROOM);
              assertThat(card.text()).startsWith("Run kubectl_delete on kubernetes?");
              assertThat(buttons(card)).containsExactly("approve", "deny", "review");
            });
    assertThat(deliveries(entry))
        .singleElement()
        .satisfies(d -> assertThat(d.receipt()).startsWith("card C0APPROVE "));
  }

  @Test
  void whatIsShown_isKeptAndItsHashIsTheButtons() {
    var entry = world.asked();
    var rendering = world.ledger.rendering(entry.id(), "slack").orElseThrow();

    var about = Subject.of(button(slack.messages().getFirst(), "approve")).orElseThrow();

    assertThat(about.id()).isEqualTo(entry.id());
    assertThat(about.view()).isEqualTo(rendering.view(entry.content().salt()));
  }

  @Test
  void whoHasNoChannel_isAskedInPersonButNotWhoIsBarred() {
    world.requirement = requiring(new Stage(new Eligible.Role("owner"), 1, List.of()));
    world.asked();

    assertThat(slack.messages())
        .extracting(Message::channel)
        .containsExactly(slack.dmOf("U0CAROL"));
  }

  @Test
  void everyCopy_saysHowItEndedAndLosesItsButtons() {
    world.requirement =
        requiring(new Stage(new Eligible.People(Set.of("alice", "carol")), 1, List.of()));
    var entry = world.asked();
    assertThat(slack.messages()).hasSize(2);

    decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);
    assertThat(slack.messages())
        .allSatisfy(
            card -> {
              assertThat(card.text()).startsWith("Approved by alice; it has not run yet.");
              assertThat(buttons(card)).isEmpty();
            });

    world.later(Duration.ofMinutes(11));
    world.tend(entry);
    assertThat(slack.messages())
        .allMatch(card -> card.text().startsWith("Approved by alice, but it was not run in time"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"DENIED", "EXPIRED", "CANCELLED"})
  void card_saysEveryEnd(Status end) {
    var entry = world.asked();
    switch (end) {
      case DENIED -> decide(entry, "bob", Verdict.DENY);
      case EXPIRED -> world.later(Duration.ofHours(1));
      case CANCELLED ->
          world.ledger.execute(
              entry.id(),
              null,
              new Command.Cancel(Fixtures.GATEWAY, Reason.CANCELLED_BY_GATEWAY, "gone"));
      default -> throw new IllegalStateException();
    }
    world.tend(entry);

    var said =
        Map.of(
            Status.DENIED, "Denied by bob: \"because\".",
            Status.EXPIRED, "Expired: no approver decided in time. It did not run.",
            Status.CANCELLED, "Cancelled by gateway: \"gone\". It did not run.");
    assertThat(slack.messages())
        .singleElement()
        .satisfies(card -> assertThat(card.text()).startsWith(said.get(end)));
  }

  @Test
  void reminderAndEscalation_goIntoTheThreadAndNewPeopleGetACard() {
    var owner = new Eligible.Role("owner");
    world.requirement =
        requiring(
            new Stage(
                new Eligible.Role("approver"),
                1,
                List.<Step>of(
                    new Step.Remind(Duration.ofMinutes(5)),
                    new Step.Widen(Duration.ofMinutes(10), owner))));
    var entry = world.asked();
    var card = slack.messages().getFirst();

    world.later(Duration.ofMinutes(6));
    world.tend(entry);
    assertThat(slack.messages()).hasSize(2);
    assertThat(slack.messages().getLast().thread()).isEqualTo(card.ts());
    assertThat(slack.messages().getLast().text()).startsWith("Still waiting.");

    world.later(Duration.ofMinutes(5));
    world.tend(entry);
    assertThat(slack.messages(SlackWorld.ROOM)).hasSize(3);
    assertThat(slack.messages(SlackWorld.ROOM).getLast().text())
        .startsWith("More people have been asked.")
        .contains("the role approver or the role owner");
    assertThat(slack.messages(slack.dmOf("U0CAROL")))
        .singleElement()
        .satisfies(copy -> assertThat(buttons(copy)).containsExactly("approve", "deny", "review"));
    assertThat(slack.message(card.channel(), card.ts()).text()).contains("or the role owner");
  }

  @Test
  void secondStage_takesTheButtonsFromTheFirst() {
    world.requirement =
        requiring(
            new Stage(new Eligible.Role("approver"), 1, List.of()),
            new Stage(new Eligible.Role("owner"), 1, List.of()));
    var entry = world.asked();

    decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);

    assertThat(buttons(slack.messages(SlackWorld.ROOM).getFirst())).containsExactly("review");
    assertThat(slack.messages(SlackWorld.ROOM).getFirst().text())
        .contains("(stage 2 of 2); agreed: alice.");
    assertThat(buttons(slack.messages(slack.dmOf("U0CAROL")).getFirst())).contains("approve");
  }

  @Test
  void outcomes_reachTheirChannelAndWhoIsActedFor() {
    var yaml =
        SlackWorld.DIRECTORY.replace(
            "    slack:", "    slack:\n      outcomes: C0OWNERS\n      tellSubject: true");
    try (var told = new SlackWorld(yaml, () -> {}, false)) {
      var entry = told.asked();
      decide(told, entry, "alice", Verdict.DENY);
      told.tend(entry);

      for (var channel : List.of(SlackWorld.OWNERS, told.slack.dmOf("U0DANA"))) {
        assertThat(told.slack.messages(channel))
            .singleElement()
            .satisfies(
                note -> assertThat(note.text()).contains("Denied by alice", "kubectl_delete"));
      }
    }
  }

  @Test
  void channelThatCannotBeWrittenTo_isRecordedAndEndsWhatNobodyCanReach() {
    slack.expel(SlackWorld.ROOM);
    var entry = world.asked();

    assertThat(deliveries(entry))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.failure()).isEqualTo("not_in_channel");
              assertThat(d.receipt()).isNull();
            });
    assertThat(world.now(entry).status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
  }

  @Test
  void missingScope_isNamedToTheOperator() {
    slack.withoutScope("chat:write");
    var entry = world.asked();

    assertThat(deliveries(entry))
        .singleElement()
        .satisfies(d -> assertThat(d.failure()).isEqualTo("missing_scope (needs chat:write)"));
  }

  @Test
  void deactivatedPerson_isRecordedAndTheOthersStillAsked() {
    slack.deactivate("U0CAROL");
    world.requirement =
        requiring(new Stage(new Eligible.People(Set.of("bob", "carol")), 1, List.of()));
    var entry = world.asked();

    assertThat(deliveries(entry))
        .anySatisfy(
            d -> {
              assertThat(d.key().recipient()).isEqualTo("U0CAROL");
              assertThat(d.failure()).isNotNull();
            })
        .anySatisfy(d -> assertThat(d.receipt()).isNotNull());
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void messageThatFails_isPostedOnceInTheEnd(Fault fault) {
    try (var world = world(fault)) {
      var slack = world.slack;
      slack.failNext("chat.postMessage", fault, fault == Fault.SLOW ? 1 : 2);
      var entry = world.asked();

      assertThat(slack.messages()).hasSize(1);
      assertThat(world.ledger.deliveries(entry.id()))
          .singleElement()
          .satisfies(
              d ->
                  assertThat(d.receipt())
                      .isEqualTo("card C0APPROVE " + slack.messages().getFirst().ts()));
      assertThat(slack.violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void updateThatFails_isMadeInTheEnd(Fault fault) {
    try (var world = world(fault)) {
      var slack = world.slack;
      var entry = world.asked();
      slack.failNext("chat.update", fault, fault == Fault.SLOW ? 1 : 2);
      decide(world, entry, "alice", Verdict.DENY);
      world.tend(entry);

      assertThat(slack.messages().getFirst().text()).startsWith("Denied by alice");
      assertThat(slack.violations()).isEmpty();
    }
  }

  /** One in which this fault takes no longer than it must. */
  private static SlackWorld world(Fault fault) {
    if (fault != Fault.SLOW) {
      return new SlackWorld();
    }
    var world = SlackWorld.impatient(() -> {}, Duration.ofMillis(500));
    world.slack.late(Duration.ofSeconds(1));
    for (var method : List.of("chat.postMessage", "chat.update")) {
      world.slack.before(method, () -> world.clock.turn(Duration.ofSeconds(5)));
    }
    return world;
  }

  @Test
  void lostAnswer_isLookedUpInsteadOfPostedAgain() {
    slack.failNext("chat.postMessage", Fault.LOST_ANSWER, 1);
    var entry = world.newRequest();
    assertThatThrownBy(() -> world.tendOnce(entry)).hasMessageContaining("type='Uncertain'");

    world.tend(entry);

    assertThat(slack.messages()).hasSize(1);
    assertThat(slack.requests("chat.postMessage")).isEqualTo(1);
    assertThat(deliveries(entry)).singleElement().satisfies(d -> assertThat(d.settled()).isTrue());
  }

  @Test
  void doubt_outlivesALookUpThatFailsAndARefusalAfterwards() {
    slack.failNext("chat.postMessage", Fault.TAKEN_THEN_ERROR, 1);
    var entry = world.newRequest();
    assertThatThrownBy(() -> world.tendOnce(entry)).hasMessageContaining("type='Uncertain'");
    world.later(Duration.ofMinutes(1));
    slack.failNext("conversations.history", Fault.SERVER_ERROR, 3);
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(RuntimeException.class);
    world.later(Duration.ofMinutes(1));
    slack.failNext("conversations.history", Fault.HTML, 3);
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(RuntimeException.class);

    world.tend(entry);

    assertThat(slack.messages()).hasSize(1);
    assertThat(slack.requests("chat.postMessage")).isEqualTo(1);
  }

  @Test
  void cardInDoubtWhenTheRequestEnds_isFoundAndSaysSo() {
    slack.failNext("chat.postMessage", Fault.TAKEN_THEN_ERROR, 1);
    var entry = world.newRequest();
    assertThatThrownBy(() -> world.tendOnce(entry)).hasMessageContaining("type='Uncertain'");
    decide(entry, "alice", Verdict.APPROVE);

    world.tend(entry);

    assertThat(slack.messages())
        .singleElement()
        .satisfies(
            card -> {
              assertThat(card.text()).startsWith("Approved by alice");
              assertThat(buttons(card)).isEmpty();
            });
  }

  @Test
  void cardThatWasNeverPostedWhenTheRequestEnds_isPostedNoMore() {
    slack.failNext("chat.postMessage", Fault.SERVER_ERROR, 1);
    var entry = world.newRequest();
    assertThatThrownBy(() -> world.tendOnce(entry)).hasMessageContaining("type='Uncertain'");
    decide(entry, "alice", Verdict.APPROVE);

    world.tend(entry);

    assertThat(slack.messages()).isEmpty();
    assertThat(deliveries(entry))
        .singleElement()
        .satisfies(
            d -> assertThat(d.failure()).isEqualTo("the request was closed before it was sent"));
  }

  @Test
  void processesThatDieOneAfterTheOther_loseNoCard() {
    var entry = world.newRequest();
    var key =
        new Delivery.Key(
            entry.id(), "slack", SlackWorld.ROOM, new Occasion(Purpose.ANNOUNCEMENT, 0));
    for (int death = 0; death < 3; death++) {
      world.ledger.claim(key, Set.of());
      world.later(Duration.ofSeconds(31));
    }

    world.tend(entry);

    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void cardThatComesLate_offersNothingToWhoIsNotAskedAnyMore() {
    world.requirement =
        requiring(
            new Stage(new Eligible.People(Set.of("bob", "carol")), 1, List.of()),
            new Stage(new Eligible.People(Set.of("alice")), 1, List.of()));
    slack.failNext("chat.postMessage", Fault.TAKEN_THEN_ERROR, 2);
    var entry = world.newRequest();
    assertThatThrownBy(() -> world.tendOnce(entry)).hasMessageContaining("type='Uncertain'");
    decide(entry, "bob", Verdict.APPROVE);

    world.tend(entry);

    assertThat(slack.messages())
        .allSatisfy(
            card ->
                assertThat(buttons(card).contains("approve"))
                    .as(card.channel())
                    .isEqualTo(card.channel().equals(slack.dmOf("U0ALICE"))));
  }

  @Test
  void tokenThatIsNotTaken_isMendedForAllAtOnceAndMakesNobodyUnreachable() {
    var entry = world.newRequest();
    var settings =
        new SlackSettings(
            Map.of("", "xoxb-rotated"), "s", null, slack.apiBase(), List.of(), false, null);
    var channel = new SlackChannel(settings, InMemoryDirectory.demo(), world.identities);

    assertThatThrownBy(() -> channel.send(Cards.notice(entry, Purpose.ANNOUNCEMENT), "C0", false))
        .isInstanceOf(SlackApi.SlackFault.class)
        .hasMessage("Slack answered invalid_auth");
  }

  @Test
  void callThatPolicyAllowed_isNobodysBusinessHere() {
    var allowed =
        world.ledger.submit(
            Fixtures.submit(Fixtures.request("allowed"), Fixtures.assessment(new Effect.Allow())));
    var channel = new SlackChannel(world.settings, InMemoryDirectory.demo(), world.identities);

    assertThat(channel.rendering(allowed.entry(), SlackWorld.LINK)).isEmpty();
    assertThat(channel.recipients(allowed.entry(), new Occasion(Purpose.OUTCOME, 0))).isEmpty();
  }

  @Test
  void whoComesTooLateToTheirPlace_queuesAgain() {
    var now = new AtomicLong();
    var pace = new Pace(standing(now::get), Pace.SLACKS);
    for (int i = 0; i < 50; i++) {
      waits(pace, "C1", i);
    }
    now.addAndGet(Duration.ofSeconds(60).toNanos());

    var atOnce = IntStream.range(0, 50).filter(i -> waits(pace, "C1", i).isZero()).count();

    assertThat(atOnce).isLessThanOrEqualTo(3);
  }

  @Test
  void burst_waitsItsTurnInEachChannel() {
    var pace = new Pace(standing(() -> 0), Pace.SLACKS);
    var refused =
        IntStream.range(0, 10)
            .mapToObj(i -> waits(pace, "C1", i))
            .filter(wait -> !wait.isZero())
            .toList();

    assertThat(refused).hasSize(7);
    assertThat(refused.getLast()).isEqualTo(Duration.ofSeconds(9));
    assertThat(waits(pace, "C2", 99)).isZero();
  }

  /** A time that stands still even while somebody sleeps, as for those who come at once. */
  private static Timing standing(LongSupplier nanoTime) {
    return new Timing(nanoTime, duration -> {}, Timing.REAL.responseTimeout());
  }

  private static Duration waits(Pace pace, String channel, Object message) {
    try {
      pace.await(channel, message);
      return Duration.ZERO;
    } catch (Later e) {
      return e.after();
    }
  }

  @Test
  void cardThatSlackRefuses_isReplacedByOneThatLinksToThePage() {
    var entry = world.newRequest();
    var blocks = new ArrayList<Json>();
    for (int i = 0; i < 60; i++) {
      blocks.add(Blocks.section("x"));
    }
    world.ledger.keep(
        entry.id(),
        new Rendering(
            "slack", Json.object().put("blocks", new Json.Arr(blocks)).put("text", "x").build()));
    world.tend(entry);

    assertThat(slack.messages())
        .singleElement()
        .satisfies(
            card -> {
              assertThat(card.text()).contains(SlackWorld.LINK + "/approvals/" + entry.id().uuid());
              assertThat(buttons(card)).containsExactly("review");
            });
  }

  // Helpers

  private static Requirement requiring(Stage... stages) {
    return new Requirement(List.of(stages), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private void decide(ApprovalRecord entry, String person, Verdict verdict) {
    decide(world, entry, person, verdict);
  }

  private static void decide(
      SlackWorld world, ApprovalRecord entry, String person, Verdict verdict) {
    world.decide(entry, person, verdict);
  }

  private List<Delivery> deliveries(ApprovalRecord entry) {
    return world.ledger.deliveries(entry.id()).stream()
        .filter(d -> d.key().occasion().purpose() != Purpose.OUTCOME)
        .toList();
  }

  private static List<String> buttons(Message card) {
    return elements(card).map(it -> it.string("action_id")).toList();
  }

  private static String button(Message card, String action) {
    return elements(card)
        .filter(it -> it.string("action_id").equals(action))
        .map(it -> it.string("value"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Members> elements(Message card) {
    return card.blocks().items().stream()
        .map(block -> Members.of((Json.Obj) block))
        .filter(block -> block.string("type").equals("actions"))
        .flatMap(block -> block.objects("elements").stream());
  }
}
