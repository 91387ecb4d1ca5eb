// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of every policy and every call: seeded, and the seed is in every message. */
class PolicyPropertyTest {

  private static final int ROUNDS = 200;

  private static final List<String> CONDITIONS =
      List.of(
          "true",
          "false",
          "args.x == 1",
          "args.y > 3.5",
          "has(args.x)",
          "args.missing == 'x'",
          "args.x.inside == 1",
          "tool.name == 'a'",
          "tool.server == 's' && args.x == 1",
          "tool.name in ['a', 'b'] && args.list.exists(i, i == 2)",
          "tool.name.startsWith('b') || args.x < 2",
          "tool.annotations.readOnlyHint == true",
          "agent.denials > 1",
          "risk.score > 0.5",
          "risk.tier == 'high'",
          "session == '' && time.hour >= 0",
          "context.justification.size() > 3");

  private static final List<String> DEMANDS =
      List.of(
          "{stages: [{role: r}]}",
          "{stages: [{role: r, quorum: 2}], expireAfter: 10m, denials: 2}",
          "{stages: [{group: g}], assurance: [page]}",
          "{stages: [{role: r}, {group: g}], assurance: [slack, api], validFor: 1m}",
          "{stages: [{people: [p, q], quorum: 2}], justification: required}",
          "{stages: [{role: r}], unreachable: escalate,"
              + " escalate: [{after: 1m, remind: true}, {after: 2m, widen: {role: w}}]}",
          "{stages: [{role: r, escalate: [{after: 2m, widen: {role: w}}]},"
              + " {role: r, escalate: [{after: 5m, remind: true}]}]}",
          "{stages: [{role: r}],"
              + " escalate: [{after: 3m, widen: {role: w}}, {after: 4m, widen: {group: v}}]}");

  private final long seed = Seed.next();
  private final Random random = new Random(seed);

  private record Line(String id, String when, String effect) {
    @Override
    public String toString() {
      return "  - {id: %s, when: \"%s\", %s}\n".formatted(id, when, effect);
    }

    Line when(String other) {
      return new Line(id, other, effect);
    }
  }

  @Test
  void addingADenyOrRequireRule_neverWeakens() {
    int held = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var lines = lines();
      var more = new ArrayList<>(lines);
      more.add(new Line("added", any(CONDITIONS), restraint()));
      var call = call();
      var before = assess(lines, call);
      var after = assess(more, call);
      var name = named(more, call);

      assertThat(restraint(after)).as(name).isGreaterThanOrEqualTo(restraint(before));
      assertThat(after.tier()).as(name).isGreaterThanOrEqualTo(before.tier());
      if (!before.rule().equals("default")
          && before.effect() instanceof Effect.Require(var weaker)
          && after.effect() instanceof Effect.Require(var stricter)) {
        held++;
        assertAtLeastAsStrict(name, stricter, weaker);
      }
    }
    assertThat(held).isGreaterThan(ROUNDS / 20);
  }

  private static final List<Door> DOORS =
      List.of(Door.API, Door.PAGE, Door.PAGE_STEP_UP, Fixtures.SLACK.door());

  private static void assertAtLeastAsStrict(String name, Requirement now, Requirement before) {
    assertThat(now.expireAfter()).as(name).isLessThanOrEqualTo(before.expireAfter());
    assertThat(now.validFor()).as(name).isLessThanOrEqualTo(before.validFor());
    assertThat(now.denials()).as(name).isLessThanOrEqualTo(before.denials());
    assertThat(
            now.doors().equals(Doors.of(Door.PAGE_STEP_UP))
                || DOORS.stream()
                    .allMatch(it -> before.doors().admit(it) || !now.doors().admit(it)))
        .as(name)
        .isTrue();
    for (var eligible : before.stages().stream().map(Stage::eligible).distinct().toList()) {
      assertThat(needed(now, eligible)).as(name).isGreaterThanOrEqualTo(needed(before, eligible));
      // Where one rule has several stages for the same people, each keeps its own way out; together
      // they have only what all of them have.
      assertThat(common(before, eligible)).as(name).containsAll(common(now, eligible));
    }
  }

  private static int needed(Requirement requirement, Object eligible) {
    return requirement.stages().stream()
        .filter(stage -> stage.eligible().equals(eligible))
        .mapToInt(Stage::needed)
        .sum();
  }

  /** To whom every stage for these people is widened. */
  private static Set<Object> common(Requirement requirement, Object eligible) {
    var stages =
        requirement.stages().stream().filter(stage -> stage.eligible().equals(eligible)).toList();
    return widenings(stages.getFirst()).stream()
        .filter(to -> stages.stream().allMatch(stage -> widenings(stage).contains(to)))
        .collect(Collectors.toSet());
  }

  private static Set<Object> widenings(Stage stage) {
    return stage.steps().stream()
        .filter(Step.Widen.class::isInstance)
        .map(step -> ((Step.Widen) step).to())
        .collect(Collectors.toSet());
  }

  @Test
  void orderOfRules_meansNothing() {
    for (int round = 0; round < ROUNDS; round++) {
      var lines = lines();
      var shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, random);
      var call = call();
      var one = assess(lines, call);
      var other = assess(shuffled, call);

      assertThat(other.effect()).as(named(lines, call)).isEqualTo(one.effect());
      assertThat(other.tier()).as(named(lines, call)).isEqualTo(one.tier());
      assertThat(other.rule()).as(named(lines, call)).isEqualTo(one.rule());
      assertThat(other.trace()).as(named(lines, call)).isEqualTo(one.trace());
    }
  }

  @Test
  void ruleThatCannotBeEvaluated_neverWidens() {
    for (int round = 0; round < ROUNDS; round++) {
      var lines = lines();
      var broken = new ArrayList<>(lines);
      int which = random.nextInt(lines.size());
      broken.set(which, lines.get(which).when("args.nowhere.to.be.found == 1"));
      var call = call();

      assertThat(restraint(assess(broken, call)))
          .as(named(broken, call))
          .isGreaterThanOrEqualTo(restraint(assess(lines, call)));
    }
  }

  /** Whatever the arguments are, what is held for its tool alone stays held. */
  @Test
  void randomArguments_neverTurnAHeldCallAllowed() {
    for (int round = 0; round < ROUNDS; round++) {
      var lines = lines();
      lines.add(new Line("always", "tool.server == 's'", "require: " + any(DEMANDS)));
      var call = call();

      assertThat(restraint(assess(lines, call))).as(named(lines, call)).isPositive();
    }
  }

  /** The index by server and tool leaves out only what could not have matched. */
  @Test
  void ruleForAnotherTool_isLeftOutAndNothingElseIs() {
    for (int round = 0; round < ROUNDS; round++) {
      var lines = lines();
      // The same conditions in a form from which no tool can be told.
      var opaque = lines.stream().map(line -> line.when("(" + line.when + ") == true")).toList();
      var call = call();
      var indexed = assess(lines, call);
      var all = assess(opaque, call);

      assertThat(indexed.effect()).as(named(lines, call)).isEqualTo(all.effect());
      assertThat(indexed.tier()).as(named(lines, call)).isEqualTo(all.tier());
    }
  }

  /** Files as a cat on the keyboard leaves them: they load, or they are refused. */
  @Test
  void mutilatedFiles_loadOrAreRefused() throws IOException {
    var policy =
        Files.readString(Path.of("../evaluation/src/main/resources/evaluation/policy.yaml"));
    var people =
        Files.readString(Path.of("../evaluation/src/main/resources/evaluation/directory.yaml"));
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var text = mutilated(policy);
      try {
        var book = YamlPolicyBook.parse("policy.yaml", text);
        for (int i = 0; i < 3; i++) {
          assertThat(book.judge("default", Fixtures.withCall(Fixtures.request("any"), call())))
              .as("seed %s: %s", seed, text)
              .isNotNull();
        }
      } catch (PolicyFileException e) {
        refused++;
        assertThat(e).as("seed %s", seed).hasMessageStartingWith("policy.yaml");
      }
      try {
        assertThat(
                YamlDirectory.parse(
                    "directory.yaml", mutilated(people), Map.of(), Fixtures.CHANNELS))
            .isNotNull();
      } catch (PolicyFileException e) {
        assertThat(e).as("seed %s", seed).hasMessageStartingWith("directory.yaml");
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  private String mutilated(String text) {
    var result = new StringBuilder(text);
    for (int cuts = 1 + random.nextInt(3); cuts > 0 && !result.isEmpty(); cuts--) {
      int at = random.nextInt(result.length());
      switch (random.nextInt(6)) {
        case 0 -> result.deleteCharAt(at);
        case 1 ->
            result.insert(
                at,
                any(List.of(":", "- ", "\n", "{", "]", "'", "&a ", "*a", "\t", "\u0000", "!!x ")));
        case 2 -> result.delete(at, Math.min(result.length(), at + random.nextInt(60)));
        case 3 -> result.insert(at, result.substring(at, Math.min(result.length(), at + 80)));
        case 4 -> result.setCharAt(at, (char) random.nextInt(0x3000));
        default -> result.setLength(at + 1);
      }
    }
    return result.toString();
  }

  private List<Line> lines() {
    var lines = new ArrayList<Line>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      var effect = random.nextInt(2) == 0 ? "allow: {}" : restraint();
      lines.add(new Line("rule-" + i, any(CONDITIONS), effect));
    }
    return lines;
  }

  private String restraint() {
    var tier = random.nextInt(3) == 0 ? "tier: high, " : "";
    return tier + (random.nextInt(4) == 0 ? "deny: {reason: never}" : "require: " + any(DEMANDS));
  }

  private static int restraint(Assessment assessment) {
    return switch (assessment.effect()) {
      case Effect.Allow allow -> 0;
      case Effect.Require require -> 1;
      case Effect.Deny deny -> 2;
    };
  }

  private ToolCall call() {
    var arguments = Json.object();
    for (var name : List.of("x", "y", "list", "z")) {
      if (random.nextInt(4) > 0) {
        arguments.put(name, value(2));
      }
    }
    var annotations =
        random.nextBoolean() ? Json.object().put("readOnlyHint", value(0)).build() : Json.Obj.EMPTY;
    return new ToolCall("s", any(List.of("a", "b", "c")), null, annotations, arguments.build());
  }

  private Json value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> Json.Null.NULL;
      case 1 -> Json.Bool.of(random.nextBoolean());
      case 2 -> new Json.Num(random.nextGaussian() * 5);
      case 3 -> Json.of(random.nextInt(4));
      case 4 -> Json.of(1);
      case 5 -> Json.of("text " + random.nextInt());
      case 6 -> Json.of("");
      case 7 -> new Json.Arr(List.of(value(depth - 1), value(depth - 1)));
      default -> Json.object().put("inside", value(depth - 1)).build();
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static String yaml(List<Line> lines) {
    var text =
        new StringBuilder(
            "trustedServers: [s]\ndefault: {require: {stages: [{role: d}]}}\nrules:\n");
    lines.forEach(text::append);
    return text.toString();
  }

  private String named(List<Line> lines, ToolCall call) {
    return "seed %s: %s with %s".formatted(seed, call, yaml(lines));
  }

  private static Assessment assess(List<Line> lines, ToolCall call) {
    return judge(lines, Fixtures.withCall(Fixtures.request("any"), call)).assessment();
  }

  private static Judgement judge(List<Line> lines, NewRequest request) {
    var surroundings =
        new PolicyContext() {
          @Override
          public Instant now() {
            return Instant.parse("2026-11-21T12:00:00Z");
          }

          @Override
          public AgentHistory history(String tenant, String agent) {
            return new AgentHistory(5, 2, 0);
          }
        };
    return YamlPolicyBook.parse(Map.of("policy.yaml", yaml(lines)), Fixtures.CHANNELS, surroundings)
        .judge("default", request);
  }
}
