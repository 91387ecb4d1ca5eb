// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Directory.Routing;
import io.assentor.core.policy.Eligible;
import io.assentor.testkit.Fixtures;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDirectoryTest {

  private static final String YAML =
      """
      tenants:
        - name: default
          people:
            - {id: alice, roles: [approver], identities: [{issuer: us, subject: a1}]}
            - {id: bob, roles: [approver], disabled: true}
            - {id: dana}
          agents:
            - {id: deploy-bot, owner: dana}
      """;

  private final YamlDirectory directory =
      YamlDirectory.parse(
          "directory.yaml", YAML, Map.of("us", "https://us.example"), Fixtures.CHANNELS);

  @Test
  void person_isKnownByIssuerAndSubjectInItsTenantOnly() {
    var alice = new Person("alice", Set.of("approver"), false);

    assertThat(directory.person("default", "https://us.example", "a1")).contains(alice);
    assertThat(directory.person("default", "https://them.example", "a1")).isEmpty();
    assertThat(directory.person("default", "https://us.example", "alice")).isEmpty();
    assertThat(directory.person("other", "https://us.example", "a1")).isEmpty();
  }

  @Test
  void people_leaveOutTheDisabled() {
    assertThat(directory.people("default", new Eligible.Role("approver")))
        .extracting(Person::id)
        .containsExactly("alice");
    assertThat(directory.person("default", "bob").orElseThrow().disabled()).isTrue();
  }

  @Test
  void agent_hasItsOwner() {
    assertThat(directory.agent("default", "deploy-bot").orElseThrow().owner()).isEqualTo("dana");
    assertThat(directory.agent("other", "deploy-bot")).isEmpty();
  }

  @Test
  void slack_tellsRolesAndGroupsInTheirChannelsAndPeopleByTheirAccounts() {
    var yaml =
        """
        tenants:
          - name: default
            slack:
              channels:
                - {role: approver, channel: C1}
                - {group: sre, channel: C2}
              direct: true
              outcomes: C3
            people:
              - {id: alice, identities: [{slack: {team: T1, user: U1}}]}
              - {id: bob, identities: [{slack: {team: T1, user: U2}}], contacts: {slack: U3}}
          - name: other
        """;
    var slack = YamlDirectory.parse("directory.yaml", yaml, Map.of(), Fixtures.CHANNELS);

    assertThat(slack.routing("default", "slack"))
        .isEqualTo(
            new Routing(Map.of("role:approver", "C1", "group:sre", "C2"), true, "C3", false));
    assertThat(slack.routing("default", "email")).isEqualTo(Routing.IN_PERSON);
    assertThat(slack.routing("other", "slack")).isEqualTo(Routing.IN_PERSON);
    assertThat(
            slack
                .person("default", Fixtures.SLACK.accounts().issuerOf("", "T1"), "U1")
                .orElseThrow())
        .satisfies(alice -> assertThat(alice.contacts()).containsEntry("slack", "U1"));
    assertThat(slack.person("default", "bob").orElseThrow().contacts())
        .containsEntry("slack", "U3");
    assertThat(slack.person("default", Fixtures.SLACK.accounts().issuerOf("", "T2"), "U1"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{tenants: [{name: a, slack: {channels: [{role: r, channel: C}, {role: r, channel: D}]}}]}',"
        + " one channel for each",
    "'{tenants: [{name: a, people: [{id: x}, {id: x}]}]}', each person once",
    "'{tenants: [{name: a}, {name: a}]}', each tenant once",
    "'{tenants: [{name: a, agents: [{id: x, owner: nobody}]}]}', one of the people, not nobody",
    "'{tenants: [{name: a, people: [{id: x, age: 3}]}]}', no such member",
    "'{tenants: [{name: a, people: [{id: x, roles: admin}]}]}', an array",
    "'{people: []}', no such member",
  })
  void file_thatDoesNotLoadWhole_isRefused(String yaml, String message) {
    assertThatThrownBy(
            () -> YamlDirectory.parse("directory.yaml", yaml, Map.of(), Fixtures.CHANNELS))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining(message);
  }
}
