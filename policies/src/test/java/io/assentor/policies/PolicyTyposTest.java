// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.channel.DecidingChannels;
import io.assentor.testkit.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slips that quietly change an answer. */
class PolicyTyposTest {

  private static final String DEFAULT = "default: {require: {stages: [{role: approver}]}}\n";

  private static final String DIRECTORY =
      """
      tenants:
        - name: default
          claimableRoles: [sre]
          people:
            - {id: alice, roles: [approver], groups: [security]}
            - {id: bob, roles: [approver], groups: [platform], disabled: true}
            - {id: dana}
        - name: other
          people:
            - {id: otto, roles: [approver]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tool.nmae == 'x'|tool has no member \"nmae\"|name",
        "tool['nmae'] == 'x'|tool has no member \"nmae\"|name",
        "has(subject.idd)|subject has no member \"idd\"|id",
        "gateway.isuer == 'x'|gateway has no member \"isuer\"|issuer",
        "agent.denails >= 3|agent has no member \"denails\"|denials",
        "risk.scor > 0.8|risk has no member \"scor\"|score",
        "context.justifcation != ''|context has no member \"justifcation\"|justification",
        "time.hours > 20|time has no member \"hours\"|hour",
        "('justifcation' in context)|context has no member \"justifcation\"|justification",
        "args.files.exists(it, it == tool.nmae)|tool has no member \"nmae\"|name",
        "args.x ? tool.nmae == 'a' : true|tool has no member \"nmae\"|name",
        "{'a': tool.nmae}.a == 'x'|tool has no member \"nmae\"|name",
        "risk.tier == 'hgih'|risk.tier is never \"hgih\"|high",
        "risk.tier in ['low', 'critcal']|risk.tier is never \"critcal\"|critical",
        "time.weekday == 'Sunday'|time.weekday is never \"Sunday\"|sunday",
      })
  void whatNoCallHas_isRefusedWithWhatWasMeant(String when, String wrong, String meant) {
    assertThatThrownBy(() -> policy(DEFAULT + rule("r", when)))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageStartingWith("policy.yaml:4: /rules/0/when: ")
        .hasMessageContaining(wrong + " (expected one of: ")
        .hasMessageContaining("did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool.server.name == 'x'", "subject.id.x == 'y'", "risk.signals.x == 1"})
  void memberOfAText_isRefused(String when) {
    assertThatThrownBy(() -> policy(DEFAULT + rule("r", when)))
        .hasMessageContaining("has no members");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.nmae == 'x'",
        "tool.annotations.whatever == true",
        "args.items.exists(tool, tool.nmae == 'x')",
        "args.items.all(time, time.x > 1)",
        "tool.name in args.names",
        "'x' in tool.annotations",
        "risk.signals.exists(it, it == 'hgih')",
        "has(tool.definitionHash) && agent.calls > 3 && time.weekday != 'sunday'",
      })
  void whatACallMayHave_isTaken(String when) {
    assertThat(policy(DEFAULT + rule("r", when)).ruleIds()).containsExactly("r");
  }

  @Test
  void tierInARuleThatRaisesIt_isRefused() {
    assertThatThrownBy(
            () -> policy(DEFAULT + "risk: [{id: r, when: risk.tier == 'low', tier: high}]\n"))
        .hasMessageContaining("risk.tier is not known before");
  }

  @Test
  void everythingWrong_isSaidAtOnceWithItsLine() {
    var files =
        Map.of(
            "policy.yaml",
            """
            trustedServers: kubernetes
            default: {require: {stages: [{rol: approver}]}}
            rules:
              - id: one
                when: tool.nmae == 'x'
                deny: {reasn: no}
              - id: two
                when: 1 +
                allow: {}
            """,
            "more.yaml",
            "rules: [{id: three, whn: true, allow: {}}]\n",
            "directory.yaml",
            """
            tenants:
              - name: default
                people:
                  - {id: alice, roels: [approver]}
                  - {id: bob, contacts: {emial: bob@example.com}}
                agents:
                  - {id: bot, owner: dana}
            """);

    assertThatThrownBy(
            () -> PolicyFiles.Loaded.of(files, Map.of(), Fixtures.CHANNELS, PolicyContext.UNKNOWN))
        .hasMessageContainingAll(
            "policy.yaml:1: /trustedServers",
            "policy.yaml:2: /default/require/stages/0",
            "policy.yaml:5: /rules/0/when",
            "policy.yaml:6: /rules/0/deny",
            "policy.yaml:8: /rules/1/when",
            "more.yaml:1: /rules/0/w",
            "directory.yaml:4: /tenants/0/people/0/roels",
            "did you mean \"roles\"?",
            "directory.yaml:5: /tenants/0/people/1/contacts/emial",
            "directory.yaml:7: /tenants/0/agents/0/owner");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[slakc]|not slakc; did you mean \"slack\"?",
        "[page, pager]|not pager",
        "[page+stepup]|not page+stepup; did you mean \"page+step-up\"?",
      })
  void doorThatNoChannelBrings_isRefusedWithThoseThereAre(String assurance, String why) {
    var policy =
        DEFAULT.replace("[{role: approver}]", "[{role: approver}], assurance: " + assurance);

    assertThatThrownBy(() -> load(policy))
        .hasMessageContaining("policy.yaml:1: /default/require/assurance: expected some of ")
        .hasMessageContaining("[api, slack, page, page+step-up]")
        .hasMessageContaining(why);
  }

  @Test
  void doorOfAChannel_isRefusedWithoutThatChannel() {
    var files =
        Map.of(
            "policy.yaml",
            DEFAULT.replace("[{role: approver}]", "[{role: approver}], assurance: [slack]"),
            "directory.yaml",
            DIRECTORY);

    assertThatThrownBy(
            () ->
                PolicyFiles.Loaded.of(
                    files, Map.of(), DecidingChannels.NONE, PolicyContext.UNKNOWN))
        .hasMessageContaining("expected some of [api, page, page+step-up], not slack");
  }

  @Test
  void personWhoIsNobody_isRefusedWithWhoWasMeant() {
    var directory =
        DIRECTORY
            + "    agents: [{id: bot, owner: oto}]\n"
            + "    nonHumans: [{id: ci, owner: otot, identities: []}]\n";
    assertThatThrownBy(
            () -> YamlDirectory.parse("directory.yaml", directory, Map.of(), Fixtures.CHANNELS))
        .hasMessageContaining("not oto; did you mean \"otto\"?")
        .hasMessageContaining("not otot; did you mean \"otto\"?");
    assertThatThrownBy(
            () ->
                YamlDirectory.parse(
                    "directory.yaml",
                    DIRECTORY.replace("id: dana", "id: d, manager: alcie"),
                    Map.of(),
                    Fixtures.CHANNELS))
        .hasMessageContaining("directory.yaml:7: ")
        .hasMessageContaining("not alcie; did you mean \"alice\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{group: secuirty}|is in the group secuirty; did you mean \"security\"?",
        "{role: aprover}|has the role aprover; did you mean \"approver\"?",
        "{people: [alice, bbo]}|has no person bbo; did you mean \"bob\"?",
        "{role: approver, quorum: 2}|no tenant has more than 1",
        "{group: platform}|no tenant has more than 0",
        "{role: approver, escalate: [{after: 5m, widen: {group: onc}}]}|is in the group onc",
      })
  void stageThatTheDirectoryDoesNotFill_isAWarning(String stage, String warning) {
    var loaded =
        load(
            DEFAULT
                + "rules:\n  - id: r\n    when: \"true\"\n    require: {stages: ["
                + stage
                + "]}\n");

    assertThat(loaded.warnings()).singleElement().asString().startsWith("policy.yaml:3: rule r, ");
    assertThat(loaded.warnings().getFirst()).contains(warning);
  }

  @Test
  void stageForARoleOfTokens_isNoWarning() {
    assertThat(load(DEFAULT.replace("{role: approver}", "{role: sre, quorum: 5}")).warnings())
        .isEmpty();
    assertThat(load(DEFAULT).warnings()).isEmpty();
  }

  @Test
  void warningForOthers_namesNobodyWhoMayBeMeant() {
    var warning =
        load(DEFAULT.replace("{role: approver}", "{people: [otot]}")).warnings().getFirst();

    assertThat(warning).contains("otto");
    assertThat(PolicyFiles.withoutPeople(warning)).contains("otot").doesNotContain("otto");
  }

  @Test
  void toolThatCallsNameDifferently_isAWarning() {
    var policy =
        policy(
            DEFAULT
                + "trustedServers: [kuberntes]\n"
                + rule("r", "tool.server == 'github' && tool.name in ['get_issue', 'get_isues']"));
    var seen = new SeenTools();
    assertThat(PolicyCheck.unseen(policy, seen)).as("nothing is seen yet").isEmpty();

    seen.add("kubernetes", "kubectl_get");
    seen.add("github", "get_issue");
    seen.add("github", "get_issues");
    assertThat(PolicyCheck.unseen(policy, seen))
        .containsExactly(
            "trustedServers: no call named the server kuberntes; did you mean \"kubernetes\","
                + " which calls do name?",
            "policy.yaml:4: rule r: no call named the tool get_isues; did you mean"
                + " \"get_issues\", which calls do name?");
  }

  private static String rule(String id, String when) {
    return "rules:\n  - id: "
        + id
        + "\n    when: \""
        + when.replace("\"", "\\\"")
        + "\"\n"
        + "    allow: {}\n";
  }

  private static YamlPolicyBook policy(String yaml) {
    return YamlPolicyBook.parse("policy.yaml", yaml);
  }

  private static PolicyFiles.Loaded load(String policy) {
    return PolicyFiles.Loaded.of(
        Map.of("policy.yaml", policy, "directory.yaml", DIRECTORY),
        Map.of(),
        Fixtures.CHANNELS,
        PolicyContext.UNKNOWN);
  }

  @Test
  void ourOwnPolicies_haveNoWarnings() throws Exception {
    for (var directory :
        List.of("../policies/platform-team", "../evaluation/src/main/resources/evaluation")) {
      var texts = PolicyFiles.Source.directory(java.nio.file.Path.of(directory)).read();
      assertThat(
              PolicyFiles.Loaded.of(texts, Map.of(), Fixtures.CHANNELS, PolicyContext.UNKNOWN)
                  .warnings())
          .as(directory)
          .isEmpty();
    }
  }
}
