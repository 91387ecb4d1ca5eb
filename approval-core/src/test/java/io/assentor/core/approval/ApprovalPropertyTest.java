// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Seed;
import io.assentor.core.approval.Event.Approved;
import io.assentor.core.approval.Event.Closing;
import io.assentor.core.approval.Event.Consumed;
import io.assentor.core.approval.Event.Decided;
import io.assentor.core.call.Assurance;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Release;
import io.assentor.core.json.Json;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random command sequences, seeded; the seed is in every message. */
class ApprovalPropertyTest {

  private static final int SEQUENCES = 20_000;
  private static final List<Door> DOORS =
      List.of(Door.API, Door.PAGE, Door.PAGE_STEP_UP, Door.ofChannel("chat", "chat-account"));

  private static final List<String> PEOPLE =
      List.of("alice", "bob", "carol", "dave", "dana", "eve");
  private static final List<String> ROLES = List.of("approver", "owner", "security");
  private static final List<String> GROUPS = List.of("sre", "security");
  private static final Principal GATEWAY = new Principal("default", "issuer", "gateway");
  private static final Principal GATEWAY2 = new Principal("default", "issuer", "gateway2");
  private static final Principal TIMER = Principal.assentor("default", "timer");

  @Test
  void everySequenceOfCommands_keepsThePromises() {
    long seed = Seed.next();
    var random = new Random(seed);
    int approvals = 0;
    int releases = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      var run = new Run(random, "seed " + seed + ", sequence " + i);
      run.play();
      approvals += run.approval.closed() instanceof Approved ? 1 : 0;
      releases += run.approval.consumed() != null ? 1 : 0;
    }
    assertThat(approvals).as("the sequences reach approval").isGreaterThan(SEQUENCES / 20);
    assertThat(releases).as("the sequences reach release").isGreaterThan(SEQUENCES / 100);
  }

  private static final class Run {
    private final Random random;
    private final String name;
    private final Requirement requirement;
    private final Fingerprint fingerprint = new Fingerprint("right");
    private final List<Event> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private Approval approval;

    Run(Random random, String name) {
      this.random = random;
      this.name = name;
      this.requirement =
          new Requirement(
              random.ints(1 + random.nextInt(3)).mapToObj(any -> stage()).toList(),
              Duration.ofMinutes(30),
              Duration.ofMinutes(10),
              random.nextInt(3) == 0 ? Doors.of(Door.API, Door.PAGE) : Doors.any(),
              1 + random.nextInt(2),
              any(List.of(Requirement.Unreachable.values())),
              List.of());
      var assessment =
          new Assessment("p", "r", Tier.HIGH, List.of(), new Effect.Require(requirement));
      events.add(
          new Event.Submitted(
              now,
              GATEWAY,
              "kubernetes",
              "kubectl_delete",
              null,
              fingerprint,
              "context",
              null,
              new Party("dana", null, Assurance.CLAIMED),
              new Party("bot", null, Assurance.CLAIMED),
              null,
              Release.CONSUME,
              assessment,
              "d",
              Side.of("dana"),
              "view",
              now.plus(requirement.expireAfter())));
      approval = Approval.fold(new ApprovalId("default", Uuid7.next()), events);
    }

    private Stage stage() {
      var steps = new ArrayList<Step>();
      for (int i = random.nextInt(3); i > 0; i--) {
        var after = Duration.ofSeconds(1 + random.nextInt(600));
        steps.add(
            random.nextBoolean() ? new Step.Remind(after) : new Step.Widen(after, eligible()));
      }
      return new Stage(eligible(), 1 + random.nextInt(2), steps);
    }

    private Eligible eligible() {
      return switch (random.nextInt(4)) {
        case 0 -> new Eligible.Group(any(GROUPS));
        case 1 -> new Eligible.People(new HashSet<>(List.of(any(PEOPLE), any(PEOPLE))));
        default -> new Eligible.Role(any(ROLES));
      };
    }

    private <T> T any(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    void play() {
      for (int step = 0; step < 25; step++) {
        now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(1500) : random.nextInt(20));
        var before = approval;
        var command = command();
        switch (approval.decide(command, now)) {
          case Ruling.Refused refused -> {}
          case Ruling.Accepted(var added) -> {
            for (var event : added) {
              checkBefore(before, command, event);
              approval = approval.apply(event);
              events.add(event);
            }
          }
        }
        check(before);
      }
    }

    private Command command() {
      return switch (random.nextInt(12)) {
        case 0 ->
            switch (random.nextInt(4)) {
              case 0 -> new Command.Expire(TIMER);
              case 1 -> giveUp();
              default -> new Command.Escalate(TIMER);
            };
        case 1 -> new Command.Cancel(any(List.of(GATEWAY, GATEWAY2)), cause(), null);
        case 2 -> new Command.Revoke(GATEWAY, human(any(PEOPLE)), random.nextInt(4) == 0, null);
        case 3, 4 ->
            new Command.Consume(
                any(List.of(GATEWAY, GATEWAY, GATEWAY2)),
                any(List.of(fingerprint, fingerprint, new Fingerprint("wrong"))),
                any(List.of("attempt-1", "attempt-2")),
                random.nextInt(8) == 0 ? 1 : approval.sequence());
        case 5 -> new Command.Report(GATEWAY, ExecutionResult.SUCCEEDED, null, null);
        default ->
            new Command.Decide(
                standing(),
                random.nextInt(12) == 0 ? Verdict.DENY : Verdict.APPROVE,
                null,
                random.nextInt(12) == 0 ? "another view" : "view");
      };
    }

    private static Human human(String person) {
      return Human.of(person, new Principal("default", "issuer", person));
    }

    private Command giveUp() {
      return new Command.GiveUp(
          TIMER,
          random.nextInt(requirement.stages().size()),
          Reason.NO_ELIGIBLE_APPROVER,
          "nobody",
          random.nextInt(3) == 0 ? 1 : approval.sequence());
    }

    private Reason cause() {
      return random.nextInt(8) == 0 ? Reason.CANCELLED_BY_ADMIN : Reason.CANCELLED_BY_GATEWAY;
    }

    private Standing standing() {
      var person = any(PEOPLE);
      var roles = new HashSet<String>();
      ROLES.stream().filter(role -> random.nextInt(3) > 0).forEach(roles::add);
      var groups = new HashSet<String>();
      GROUPS.stream().filter(group -> random.nextBoolean()).forEach(groups::add);
      return new Standing(
          new Principal("default", "issuer", person), person, roles, groups, any(DOORS));
    }

    private void checkBefore(Approval before, Command command, Event event) {
      if (event instanceof Decided decided) {
        var stage = before.stages().get(decided.stage());
        assertThat(decided.standing().capacities())
            .as(name)
            .containsAnyElementsOf(
                stage.eligible().stream().flatMap(it -> it.capacities().stream()).toList());
        assertThat(requirement.doors().admit(decided.standing().door())).as(name).isTrue();
        assertThat(decided.view()).as(name).isEqualTo("view");
        assertThat(now).as(name).isBefore(before.request().expiresAt());
      }
      if (event instanceof Event.Escalated escalated) {
        var stage = requirement.stages().get(escalated.stage());
        assertThat(stage.steps().get(escalated.step())).as(name).isInstanceOf(Step.Widen.class);
      }
      if (event instanceof Closing) {
        assertThat(before.closed()).as("%s: terminal is final", name).isNull();
      }
      if (event instanceof Consumed) {
        assertThat(before.use(now)).as(name).isEqualTo(Use.UNUSED);
        assertThat(command)
            .as("%s: the approved call, by its gateway, as rechecked", name)
            .isInstanceOfSatisfying(
                Command.Consume.class,
                consume -> {
                  assertThat(consume.by()).isEqualTo(GATEWAY);
                  assertThat(consume.presented()).isEqualTo(fingerprint);
                  assertThat(consume.recheckedAt()).isEqualTo(before.sequence());
                });
      }
    }

    private void check(Approval before) {
      assertThat(Approval.fold(approval.id(), events)).as(name).isEqualTo(approval);
      if (before.closed() != null) {
        assertThat(approval.closed()).as("%s: terminal is final", name).isEqualTo(before.closed());
      }
      assertThat(events.stream().filter(Consumed.class::isInstance).count())
          .as("%s: at most one release", name)
          .isLessThanOrEqualTo(1);
      var deciders = approval.decisions().stream().map(d -> d.standing().person()).toList();
      assertThat(deciders).as("%s: one human counts once", name).doesNotHaveDuplicates();
      assertThat(deciders).as("%s: nobody on the request's side", name).doesNotContain("dana");
      assertThat(approval.steps()).as("%s: no step twice", name).doesNotHaveDuplicates();
      if (approval.closed() instanceof Approved) {
        approval
            .stages()
            .forEach(s -> assertThat(s.by().size()).as(name).isEqualTo(s.stage().needed()));
        assertThat(approval.decisions().stream().filter(d -> d.verdict() == Verdict.DENY).count())
            .as(name)
            .isLessThan(requirement.denials());
      }
    }
  }

  @Test
  void everyEvent_survivesItsBytes() {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      var run = new Run(random, "seed " + seed);
      run.play();
      for (var event : run.events) {
        var body = EventFormat.encode(run.approval.id(), 1, event);
        assertThat(EventFormat.decode(body)).as(run.name).isEqualTo(event);
        assertThat(Json.parse(body).canonical()).as(run.name).isEqualTo(body);
      }
    }
  }
}
