// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.PolicyBook.Finding;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Requirement.Recheck;
import io.assentor.core.policy.Requirement.Unreachable;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.policy.Tier;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the language of policy files can say. */
class PolicyLanguageTest {

  private static final String HELD = "default: {require: {stages: [{role: approver}]}}\n";
  private static final String PIN = "A".repeat(43);

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private @Nullable AgentHistory history = new AgentHistory(0, 0, 0);

  @Test
  void requirement_saysWhoWhereHowOftenAndWhatThen() {
    var effect =
        assess(
                """
                default:
                  require:
                    stages:
                      - {group: platform, quorum: 2, distinct: true}
                      - {people: [carol, bob]}
                    escalate:
                      - {after: 15m, widen: {role: lead}}
                      - {after: 5m, remind: true}
                    expireAfter: 1h
                    validFor: 2m
                    assurance: [page, slack]
                    denials: 2
                    unreachable: escalate
                    recheck: deny
                    show: [/namespace]
                """,
                "k8s-delete-prod")
            .effect();

    var steps =
        List.<Step>of(
            new Step.Remind(Duration.ofMinutes(5)),
            new Step.Widen(Duration.ofMinutes(15), new Eligible.Role("lead")));
    assertThat(effect)
        .isEqualTo(
            new Effect.Require(
                new Requirement(
                    List.of(
                        new Stage(new Eligible.Group("platform"), 2, steps),
                        new Stage(new Eligible.People(Set.of("bob", "carol")), 1, steps)),
                    Duration.ofHours(1),
                    Duration.ofMinutes(2),
                    Doors.of(Fixtures.SLACK.door(), Door.PAGE, Door.PAGE_STEP_UP),
                    2,
                    Unreachable.ESCALATE,
                    Recheck.DENY,
                    List.of("/namespace"))));
  }

  @Test
  void requirementsThatMeet_combineToTheStrictest() {
    var yaml =
        HELD
            + """
            rules:
              - id: one
                when: "true"
                require:
                  stages: [{role: approver}]
                  escalate: [{after: 5m, remind: true}, {after: 10m, widen: {role: lead}}]
                  assurance: [slack, page]
                  denials: 2
                  recheck: deny
              - id: two
                when: "true"
                require:
                  stages: [{role: approver, quorum: 2}, {group: security}]
                  escalate: [{after: 20m, widen: {role: lead}}, {after: 9m, widen: {role: boss}}]
                  assurance: [page, api]
                  expireAfter: 25m
                  recheck: deciders
            """;

    assertThat(assess(yaml, "k8s-get").effect())
        .isEqualTo(
            new Effect.Require(
                new Requirement(
                    List.of(
                        new Stage(
                            new Eligible.Group("security"),
                            1,
                            List.of(
                                new Step.Widen(Duration.ofMinutes(20), new Eligible.Role("lead")),
                                new Step.Widen(Duration.ofMinutes(9), new Eligible.Role("boss")))),
                        new Stage(
                            new Eligible.Role("approver"),
                            2,
                            List.of(
                                new Step.Remind(Duration.ofMinutes(5)),
                                new Step.Widen(
                                    Duration.ofMinutes(20), new Eligible.Role("lead"))))),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(10),
                    Doors.of(Door.PAGE, Door.PAGE_STEP_UP),
                    1,
                    Unreachable.FAIL,
                    Recheck.DECIDERS,
                    List.of())));
  }

  @Test
  void stage_mayEscalateInItsOwnWay() {
    var yaml =
        """
        default:
          require:
            stages: [{group: a, escalate: [{after: 9m, widen: {group: on-call-a}}]}, {group: b}]
            escalate: [{after: 5m, remind: true}]
        """;

    assertThat(requirement(assess(yaml, "k8s-get")).stages())
        .extracting(Stage::steps)
        .containsExactly(
            List.of(new Step.Widen(Duration.ofMinutes(9), new Eligible.Group("on-call-a"))),
            List.of(new Step.Remind(Duration.ofMinutes(5))));
  }

  @Test
  void whatARuleHides_staysHiddenWhereAnotherDenies() {
    var yaml =
        HELD
            + """
            rules:
              - {id: env, when: "true", require: {stages: [{role: r}], redact: [/content]}}
              - {id: outside, when: "true", deny: {reason: never}}
            """;
    var request = Fixtures.withCall(Fixtures.request("x"), McpCalls.named("fs-write").call());

    assertThat(book(yaml).judge("default", request).redacted()).isNotNull();
  }

  @Test
  void doorsWithNothingInCommon_leaveTheStrongest() {
    var yaml =
        HELD
            + """
            rules:
              - {id: a, when: "true", require: {stages: [{role: r}], assurance: [slack]}}
              - {id: b, when: "true", require: {stages: [{role: r}], assurance: [page]}}
            """;

    assertThat(requirement(assess(yaml, "k8s-get")).doors()).isEqualTo(Doors.of(Door.PAGE_STEP_UP));
  }

  @Test
  void justificationThatIsRequired_mustBeThere() {
    var yaml = "default: {require: {stages: [{role: approver}], justification: required}}\n";
    var with = Fixtures.request("any");
    assertThat(judge(yaml, with).effect()).isInstanceOf(Effect.Require.class);
    for (var missing : Arrays.asList(null, " ", "\u200b\u3164")) {
      var context = new CallContext(missing, null, List.of(), null);
      assertThat(judge(yaml, in(with, context)).effect())
          .isInstanceOfSatisfying(
              Effect.Deny.class,
              deny -> assertThat(deny.reason()).contains("context.justification"));
    }
  }

  @Test
  void annotations_raiseTheTierAndLowerItForTrustedServersOnly() {
    assertThat(assess(HELD, "k8s-get").tier()).isEqualTo(Tier.MEDIUM);
    assertThat(assess("trustedServers: [kubernetes]\n" + HELD, "k8s-get").tier())
        .isEqualTo(Tier.LOW);
    assertThat(assess(HELD, "k8s-delete-prod").tier()).isEqualTo(Tier.HIGH);
    assertThat(assess("trustedServers: [kubernetes]\n" + HELD, "k8s-delete-prod").tier())
        .isEqualTo(Tier.HIGH);
  }

  @Test
  void riskRules_raiseTheTierThatRulesSee() {
    var yaml =
        HELD
            + """
            timezone: Europe/Berlin
            risk:
              - {id: night, when: "time.hour < 6 || time.hour >= 22", tier: high}
              - {id: score, when: "has(risk.score) && risk.score > 0.8", tier: critical}
              - {id: denied-often, when: "agent.denials >= 3", tier: high}
            rules:
              - {id: risky, when: "risk.tier in ['high', 'critical']", require: {stages: [{role: owner}]}}
            """;
    assertThat(assess(yaml, "k8s-get").rule()).isEqualTo("default");

    now = Instant.parse("2026-11-21T21:30:00Z"); // 22:30 in Berlin
    assertThat(assess(yaml, "k8s-get"))
        .extracting(Assessment::tier, Assessment::rule)
        .containsExactly(Tier.HIGH, "risky");

    now = Instant.parse("2026-11-21T12:00:00Z");
    history = new AgentHistory(9, 3, 0);
    assertThat(assess(yaml, "k8s-get").tier()).isEqualTo(Tier.HIGH);

    var scored = in(Fixtures.request("any"), new CallContext(null, 0.9, List.of(), null));
    assertThat(judge(yaml, scored).tier()).isEqualTo(Tier.CRITICAL);
  }

  @Test
  void historyThatNobodyKnows_countsAsRisk() {
    history = null;
    var yaml = HELD + "risk: [{id: denied-often, when: 'agent.denials >= 3', tier: high}]\n";

    assertThat(assess(yaml, "k8s-get").tier()).isEqualTo(Tier.HIGH);
  }

  @Test
  void definitionThatChanged_isHighAndBelievedNothing() {
    var yaml =
        HELD
            + """
            trustedServers: [kubernetes]
            definitions: [{server: kubernetes, tool: kubectl_get, hash: %s}]
            rules: [{id: reads, when: "tool.trusted && tool.annotations.readOnlyHint == true", allow: {}}]
            """
                .formatted(PIN);
    var real = McpCalls.named("k8s-get").call();

    assertThat(judge(yaml, defined(real, PIN)).effect()).isInstanceOf(Effect.Allow.class);
    for (var other : new String[] {null, "B".repeat(43)}) {
      var code = other == null ? "definition_missing" : "definition_changed";
      var assessment = judge(yaml, defined(real, other));
      assertThat(assessment.tier()).isEqualTo(Tier.HIGH);
      assertThat(assessment.rule()).isEqualTo("default");
      assertThat(assessment.notes()).extracting(Note::code).containsExactly(code);
    }
  }

  @Test
  void variables_nameEverythingThatIsKnown() {
    var conditions =
        List.of(
            "tool.server == 'kubernetes' && tool.name == 'kubectl_delete' && !tool.trusted",
            "!tool.definitionChanged && !has(tool.definitionHash)",
            "args.namespace == 'prod' && args['name'] == 'checkout'",
            "subject.id == 'dana' && subject.issuer == 'https://issuer.example'",
            "agent.id == 'deploy-bot' && agent.calls == 7 && agent.denials == 0",
            "session == 'session-1' && gateway.id == 'gateway'",
            "gateway.issuer == 'https://issuer.example'",
            "context.justification.contains('stuck') && !has(context.traceparent)",
            "time.hour == 12 && time.minute == 0 && time.weekday == 'saturday'",
            "time.date == '2026-11-21' && time.now > timestamp('2026-11-21T00:00:00Z')",
            "risk.signals == [] && !has(risk.score) && risk.tier == 'medium'");
    history = new AgentHistory(7, 0, 0);
    for (var condition : conditions) {
      var yaml = HELD + "rules: [{id: a, when: \"" + condition + "\", deny: {reason: yes-it-is}}]";
      assertThat(judge(yaml, Fixtures.request("checkout")).trace())
          .as(condition)
          .containsExactly("a: yes");
    }
  }

  @Test
  void explanation_namesWhatMadeEachRuleMatchAndNoSecret() {
    var yaml =
        HELD
            + """
            risk: [{id: env-file, when: "args.path.endsWith('.env')", tier: critical}]
            rules:
              - {id: writes, when: "tool.name == 'write_file' && args.content.size() > 3", require: {stages: [{role: r}]}}
              - {id: unclear, when: "args.nothing == 1", require: {stages: [{role: r}]}}
            """;
    var request = Fixtures.withCall(Fixtures.request("any"), McpCalls.named("fs-write-env").call());

    assertThat(book(yaml).explain("default", request).findings())
        .containsExactly(
            new Finding("env-file", "raise", "args.path = \"./root/.env\""),
            new Finding(
                "unclear",
                "require",
                "it cannot be told (args.nothing = (missing)), and what cannot be told counts"),
            new Finding(
                "writes",
                "require",
                "args.content = \"AWS_ACCESS_KEY_ID=[redacted]\nDB_PASSWORD=[redacted]\n\","
                    + " tool.name = \"write_file\""));
  }

  @Test
  void budgets_areHandedOn() {
    var yaml = HELD + "budgets: {agent: {requests: 60, per: 10m}, approver: {requests: 5}}\n";
    var judgement = book(yaml).judge("default", Fixtures.request("any"));

    assertThat(judgement.budgets())
        .isEqualTo(
            new Budgets(
                new Budgets.Budget(60, Duration.ofMinutes(10)),
                new Budgets.Budget(5, Duration.ofMinutes(1))));
  }

  @Test
  void severalFiles_areOnePolicy() {
    var rules =
        "rules: [{id: no-deletes, when: \"tool.name == 'kubectl_delete'\", deny: {reason: never}}]";
    var book =
        YamlPolicyBook.parse(
            Map.of("a.yaml", HELD, "b.yaml", rules), Fixtures.CHANNELS, surroundings());

    assertThat(book.judge("default", Fixtures.request("x")).assessment().rule())
        .isEqualTo("no-deletes");
    assertThat(book.version()).isNotEqualTo(book(HELD).version());
    assertRefused(Map.of("a.yaml", HELD, "b.yaml", HELD), "a.yaml, b.yaml: expected one default");
    assertRefused(
        Map.of("a.yaml", HELD + rules, "b.yaml", rules),
        "each rule's id once, not twice no-deletes");
    assertRefused(Map.of("b.yaml", rules), "/default");
    assertRefused(Map.of(), "at least one policy file");
  }

  @Test
  void refusal_namesTheLine() {
    var yaml =
        """
        default:
          require:
            stages: [{role: approver}]
        rules:
          - id: first
            when: "true"
            allow: {}

          - id: second
            when: args.x ==
            allow: {}
        """;
    assertRefused(Map.of("policy.yaml", yaml), "policy.yaml:10: /rules/1/when: expected a CEL");
    assertRefused(
        Map.of("policy.yaml", yaml.replace("    when: args.x ==\n", "")),
        "policy.yaml:9: /rules/1/when");
    assertRefused(
        Map.of("policy.yaml", yaml.replace("id: second", "id: yes")),
        "policy.yaml:9: expected a string");
    assertRefused(
        Map.of("policy.yaml", yaml.replace("id: second", "id: 0777")), "policy.yaml:9: expected");
    assertRefused(
        Map.of("policy.yaml", yaml.replace("  - id: second", "  - <<: {id: x}")), "policy.yaml:9");
  }

  @Test
  void whatCannotBeMeant_isRefused() {
    var require = "default: {require: {stages: [{role: r}], %s}}";
    assertRefused(
        require.formatted("escalate: [{after: 30m, remind: true}]"), "before expireAfter");
    assertRefused(require.formatted("escalate: [{after: 3m}]"), "either remind: true, or widen");
    assertRefused(require.formatted("unreachable: escalate"), "a step in escalate that widens");
    assertRefused(require.formatted("assurance: [phone]"), "page+step-up");
    assertRefused(require.formatted("denials: 0"), "/default/require/denials");
    assertRefused(require.formatted("justification: perhaps"), "required or optional");
    assertRefused(require.formatted("show: [namespace]"), "JSON pointers");
    assertRefused(require.formatted("redact: [/a], neverRedact: [/a]"), "no pointer that redact");
    assertRefused("default: {require: {stages: [{role: r, group: g}]}}", "exactly one of role");
    assertRefused("default: {require: {stages: [{role: r, distinct: false}]}}", "one human counts");
    assertRefused("default: {require: {stages: [{people: [a], quorum: 2}]}}", "at most 1");
    assertRefused(HELD + "timezone: Middle-earth", "the name of a time zone");
    assertRefused(HELD + "redaction: {values: ['(']}", "RE2 patterns");
    assertRefused(HELD + "definitions: [{server: s, tool: t, hash: x}]", "43 characters");
    assertRefused(HELD + "risk: [{id: a, when: 'true'}]", "/risk/0/tier");
    assertRefused(HELD + "budgets: {agent: {requests: 0}}", "1 to 1000000");
  }

  private static void assertRefused(String yaml, String message) {
    assertRefused(Map.of("policy.yaml", yaml), message);
  }

  private static void assertRefused(Map<String, String> texts, String message) {
    assertThatThrownBy(
            () ->
                YamlPolicyBook.parse(
                    texts, Fixtures.CHANNELS, new PolicyLanguageTest().surroundings()))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining(message);
  }

  private static Requirement requirement(Assessment assessment) {
    return ((Effect.Require) assessment.effect()).requirement();
  }

  private Assessment assess(String yaml, String call) {
    return judge(yaml, Fixtures.withCall(Fixtures.request("any"), McpCalls.named(call).call()));
  }

  private Assessment judge(String yaml, NewRequest request) {
    return book(yaml).judge("default", request).assessment();
  }

  private YamlPolicyBook book(String yaml) {
    return YamlPolicyBook.parse(Map.of("policy.yaml", yaml), Fixtures.CHANNELS, surroundings());
  }

  private PolicyContext surroundings() {
    return new PolicyContext() {
      @Override
      public Instant now() {
        return now;
      }

      @Override
      public AgentHistory history(String tenant, String agent) {
        if (history == null) {
          throw new IllegalStateException("the database is away");
        }
        return history;
      }
    };
  }

  private static NewRequest defined(ToolCall call, @Nullable String hash) {
    var defined =
        new ToolCall(call.server(), call.name(), hash, call.annotations(), call.arguments());
    return Fixtures.withCall(Fixtures.request("any"), defined);
  }

  private static NewRequest in(NewRequest base, CallContext context) {
    return new NewRequest(
        base.gateway(),
        new ToolCall("kubernetes", "scale", null, Json.Obj.EMPTY, Json.Obj.EMPTY),
        base.subject(),
        base.agent(),
        base.session(),
        context,
        null,
        false,
        base.release(),
        null);
  }
}
