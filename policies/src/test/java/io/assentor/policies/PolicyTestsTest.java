// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestsTest {

  @TempDir private Path directory;

  @Test
  void platformTeam_passesItsTestsAndExercisesEveryRule() {
    var report = PolicyTests.run(Path.of("platform-team"), Fixtures.CHANNELS);

    assertThat(report.failures()).as(report.text()).isZero();
    assertThat(report.unexercised()).isEmpty();
    assertThat(report.tests()).isGreaterThan(80);
  }

  @Test
  void failure_saysWhatDiffersAndWhy() throws IOException {
    write(
        "policy.yaml",
        """
        default: {require: {stages: [{role: approver}]}}
        rules:
          - {id: reads, when: "tool.name == 'get'", allow: {}}
          - {id: never, when: "tool.name == 'never'", deny: {reason: not today}}
        """);
    write("directory.yaml", "tenants: [{name: default, people: [{id: dana}]}]");
    write(
        "some.test.yaml",
        """
        tests:
          - name: reads pass
            call: {tool: {server: s, name: get}, arguments: {}}
            expect: {verdict: allow}
          - name: writes need two
            call: {tool: {server: s, name: put}, arguments: {}}
            expect: {verdict: require, tier: high, stages: [{role: approver, needed: 2}]}
        """);

    var report = PolicyTests.run(directory, Fixtures.CHANNELS);

    assertThat(report.text())
        .isEqualTo(
            """
            ok      reads pass
            FAILED  writes need two  (some.test.yaml)
                      tier: expected high, but was medium
                      stages: expected [2 of the role approver], but was [1 of the role approver]
            2 tests, 1 failed; 1 of 2 rules exercised
            never exercised: never
            warning: policy.yaml:1: rule default, stage 1: nobody in the directory has the role approver
            """);
    assertThat(report.failures()).isEqualTo(1);
    assertThat(report.unexercised()).containsExactly("never");
  }

  @Test
  void testThatDoesNotLoad_isRefusedNamingTheLine() throws IOException {
    write("policy.yaml", "default: {require: {stages: [{role: approver}]}}");
    write("directory.yaml", "tenants: []");
    assertThatThrownBy(() -> PolicyTests.run(directory, Fixtures.CHANNELS))
        .hasMessageContaining("*.test.yaml");

    write(
        "a.test.yaml",
        """
        tests:
          - name: one
            call: {tool: {server: s}, arguments: {}}
            expect: {verdict: allow}
        """);
    assertThatThrownBy(() -> PolicyTests.run(directory, Fixtures.CHANNELS))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("a.test.yaml:3: ")
        .hasMessageContaining("/tool/name");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
