// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Tier;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlPolicyBookTest {

  private static final String DEFAULT =
      """
      trustedServers: [kubernetes]
      default: {require: {stages: [{role: approver}], expireAfter: 30m}}
      rules:
      """;

  private static final String ALLOW_READS =
      "  - {id: reads, when: 'tool.annotations.readOnlyHint == true', tier: low, allow: {}}\n";

  @Test
  void nothingMatching_isHeldByTheDefault() {
    var assessment = assess(DEFAULT + ALLOW_READS, "k8s-delete-prod");

    assertThat(assessment.rule()).isEqualTo("default");
    assertThat(assessment.effect())
        .isEqualTo(
            new Effect.Require(
                new Requirement(
                    List.of(new Stage("approver", 1)),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(10))));
  }

  @Test
  void denyAndRequire_prevailOverAllowWhateverTheOrder() {
    var rules =
        List.of(
            ALLOW_READS,
            "  - {id: prod, when: \"args.namespace == 'prod'\", require: {stages: [{role: owner}]}}\n",
            "  - {id: ever, when: 'true', tier: high, require: {stages: [{role: approver, quorum: 2}],"
                + " expireAfter: 5m}}\n",
            "  - {id: pods, when: \"args.resourceType == 'pods'\", deny: {reason: no pods}}\n");
    var shuffled = new ArrayList<>(rules);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(shuffled, new Random(i));
      var yaml = DEFAULT + String.join("", shuffled);
      assertThat(assess(yaml, "k8s-get").effect()).isEqualTo(new Effect.Deny("no pods"));
      var combined = assess(yaml, "k8s-get-secret");
      assertThat(combined.rule()).isEqualTo("ever, prod");
      assertThat(combined.tier()).isEqualTo(Tier.HIGH);
      assertThat(combined.effect())
          .isEqualTo(
              new Effect.Require(
                  new Requirement(
                      List.of(new Stage("approver", 2), new Stage("owner", 1)),
                      Duration.ofMinutes(5),
                      Duration.ofMinutes(10))));
    }
  }

  @Test
  void twoStagesOfOneRole_areNotWeakenedByARuleThatAsksForOne() {
    var yaml =
        DEFAULT
            + "  - {id: a, when: 'true', require: {stages: [{role: approver}, {role: approver}]}}\n"
            + "  - {id: b, when: 'true', require: {stages: [{role: approver}]}}\n";

    assertThat(assess(yaml, "k8s-get").effect())
        .isInstanceOfSatisfying(
            Effect.Require.class,
            require ->
                assertThat(require.requirement().stages())
                    .containsExactly(new Stage("approver", 2)));
  }

  @Test
  void evaluationError_countsForWhatRestrainsAndNotForWhatAllows() {
    var missing = "  - {id: broken, when: \"args.nowhere == 'x'\", %s}\n";

    assertThat(assess(DEFAULT + missing.formatted("allow: {}"), "k8s-get").rule())
        .isEqualTo("default");
    assertThat(assess(DEFAULT + missing.formatted("deny: {reason: never}"), "k8s-get").effect())
        .isEqualTo(new Effect.Deny("never"));
    var requiring = missing.formatted("require: {stages: [{role: owner}]}");
    var held = assess(DEFAULT + ALLOW_READS + requiring, "k8s-get");
    assertThat(held.rule()).isEqualTo("broken");
    assertThat(held.trace()).containsExactly("broken: error", "reads: yes");
  }

  /** CEL's planner took the error for a value in some of these, and the denial did not count. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(true && args.missing == 1) == true",
        "(args.missing == 1 && true) != false && false == false",
        "(false || args.missing == 1) == true",
        "(true && args.missing == 1) in [true]",
        "[true && args.missing == 1] == [true]",
        "{'a': true && args.missing == 1} == {'a': true}",
        "type(true && args.missing == 1) == string",
        "!(true && args.missing == 1)",
        "(true && args.missing == 1) ? true : false",
        "[1].all(i, args.missing == i) == true",
        "[1, 2].filter(i, true && args.missing == i).size() == 0",
        "[1, 2].map(i, true && args.missing == i) == [true, true]",
        "[1, 2].exists(i, args.missing == i) == true",
      })
  void errorInsideOfAnything_countsForWhatRestrains(String when) {
    var rule = "  - {id: a, when: \"" + when + "\", deny: {reason: never}}\n";

    assertThat(assess(DEFAULT + rule, "k8s-get").trace()).containsExactly("a: error");
  }

  /** Random arguments, whatever they are: no exception, and nothing turns allowed. */
  @Test
  void randomArguments_neverEscapeAndNeverWiden() {
    long seed = Seed.next();
    var random = new Random(seed);
    var book =
        YamlPolicyBook.parse(
            "policy.yaml",
            DEFAULT
                + "  - {id: few, when: 'args.replicas < 10 && args.name.startsWith(\"web\")', allow:"
                + " {}}\n");
    for (int i = 0; i < 2_000; i++) {
      var arguments =
          Json.object().put("replicas", value(random)).put("name", value(random)).build();
      var call = new ToolCall("kubernetes", "scale", null, Json.Obj.EMPTY, arguments);
      boolean mayPass =
          arguments.get("replicas") instanceof Json.Num(var replicas)
              && replicas < 10
              && arguments.get("name") instanceof Json.Str(var name)
              && name.startsWith("web");
      assertThat(book.judge("default", request(call)).assessment().effect() instanceof Effect.Allow)
          .as("seed %s: %s", seed, arguments)
          .isEqualTo(mayPass);
    }
  }

  private static Json value(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Json.Null.NULL;
      case 1 -> Json.Bool.TRUE;
      case 2 -> new Json.Num(random.nextGaussian() * 20);
      case 3 -> new Json.Arr(List.of(Json.of("web")));
      case 4 -> Json.object().put("web", 1).build();
      case 5 -> Json.of("web-" + random.nextInt());
      default -> Json.of(random.nextInt(20));
    };
  }

  static Stream<Arguments> refused() {
    var requirement = "default: {require: {stages: [{role: approver}]}}\n";
    return Stream.of(
        Arguments.of("rules: [", "policy.yaml"),
        Arguments.of("[]", "a mapping at the top"),
        Arguments.of("rules: []", "/default: expected an object, but it is missing"),
        Arguments.of("default: {require: {stages: []}}", "/default/require/stages"),
        Arguments.of(requirement + "rule: []", "/rule: expected no such member"),
        Arguments.of(requirement + "rules: [{when: 'true', allow: {}}]", "/rules/0/id"),
        Arguments.of(requirement + "rules: [{id: a, when: '1 +', allow: {}}]", "/rules/0/when"),
        Arguments.of(
            requirement + "rules: [{id: a, when: 'args.size()', allow: {}}]",
            "/rules/0/when: expected an expression of type bool (compare: … == true), not int"),
        Arguments.of(requirement + "rules: [{id: a, when: 'nobody.x', allow: {}}]", "nobody"),
        Arguments.of(requirement + "rules: [{id: a, when: 'true'}]", "exactly one of"),
        Arguments.of(
            requirement + "rules: [{id: a, when: 'true', allow: {}, deny: {reason: x}}]",
            "exactly one of"),
        Arguments.of(
            requirement + "rules: [{id: a, when: 'true', deny: {}}]", "/rules/0/deny/reason"),
        Arguments.of(
            requirement
                + "rules: [{id: a, when: 'true', allow: {}}, {id: a, when: 'true', allow: {}}]",
            "each id once"),
        Arguments.of(
            "default: {require: {stages: [{role: a, quorum: 0}]}}", "an integer from 1 to 100"),
        Arguments.of(
            "default: {require: {stages: [{role: a}], expireAfter: soon}}", "a duration such as"),
        Arguments.of(
            "default: {require: {stages: [{role: a}], expireAfter: 999d}}", "at most 365d"),
        Arguments.of("a: &a [*a, *a]", "at most 64 levels"),
        Arguments.of("default: {}\ndefault: {}", "duplicate key"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void file_thatDoesNotLoadWhole_isRefusedNamingThePlace(String yaml, String message) {
    assertThatThrownBy(() -> YamlPolicyBook.parse("policy.yaml", yaml))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageStartingWith("policy.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void version_isOfTheContentNotOfItsLayout() {
    var yaml = DEFAULT + ALLOW_READS;
    var relaid = "# a comment\n" + yaml.replace("{id: reads,", "{  id:   'reads',");

    assertThat(YamlPolicyBook.parse("a", relaid).version())
        .isEqualTo(YamlPolicyBook.parse("b", yaml).version());
    assertThat(YamlPolicyBook.parse("a", yaml.replace("30m", "31m")).version())
        .isNotEqualTo(YamlPolicyBook.parse("b", yaml).version());
  }

  private static Assessment assess(String yaml, String id) {
    var request = request(McpCalls.named(id).call());
    return YamlPolicyBook.parse("policy.yaml", yaml).judge("default", request).assessment();
  }

  private static NewRequest request(ToolCall call) {
    var base = Fixtures.request("any");
    return new NewRequest(
        base.gateway(),
        call,
        base.subject(),
        base.agent(),
        base.session(),
        base.context(),
        null,
        false,
        base.release(),
        null);
  }
}
