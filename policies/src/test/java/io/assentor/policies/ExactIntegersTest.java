// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.NewRequest;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.text.Steps;
import io.assentor.policies.Condition.Match;
import io.assentor.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policy over integers that a double would round: int in CEL, and uint past 2^63 - 1. */
class ExactIntegersTest {

  @ParameterizedTest
  @CsvSource({
    "9007199254740993, args.id == 9007199254740993, YES",
    "9007199254740993, args.id == 9007199254740992, NO",
    "9007199254740993, args.id in [9007199254740993], YES",
    "9007199254740993, args.id > 9007199254740992, YES",
    "9007199254740993, string(args.id) == '9007199254740993', YES",
    "9007199254740993, args.id % 2 == 1, YES",
    "-9007199254740993, args.id < -9007199254740992, YES",
    "9223372036854775807, args.id == 9223372036854775807, YES",
    "9223372036854775807, args.id < 100, NO",
    "-9223372036854775808, args.id < 0, YES",
    "18446744073709551615, args.id == 18446744073709551615u, YES",
    "18446744073709551615, args.id == 18446744073709551614u, NO",
    "18446744073709551615, args.id == -1, NO",
    "18446744073709551615, args.id == 9223372036854775807, NO",
    "18446744073709551615, args.id < 100, NO",
    "18446744073709551615, args.id > 9223372036854775807, YES",
    "9223372036854775808, args.id > 9223372036854775807, YES",
    "9223372036854775808, args.id >= 9223372036854775809u, NO",
    "18446744073709551615, string(args.id) == '18446744073709551615', YES",
    "9007199254740993, args.id > 9007199254740991.0, YES",
    "18446744073709551615, args.id == 1e20, NO",
    "9223372036854775807, args.id + 1 > 0, ERROR",
    "18446744073709551615, args.id + 1 > 0, ERROR",
    "18446744073709551615, int(args.id) > 0, ERROR",
    "18446744073709551615, args.id.startsWith('1'), ERROR",
  })
  void condition_seesEveryDigit(String id, String when, Match expected) {
    var condition = Condition.of(Members.of(Json.object().put("when", when).build()), "when", true);

    assertThat(condition.evaluate(values(id).variables(), Steps.unlimited())).isEqualTo(expected);
  }

  /** CEL makes a double of the integer to compare them, and the neighbours would be equal. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.id == 9007199254740992.0",
        "args.id <= -9.007199254740992e15",
        "args.ids.exists(id, id == 1e18)",
        "args.id < 18446744073709551616.0"
      })
  void doubleThatRoundsIntegers_isRefusedInAnExpression(String when) {
    var members = Members.of(Json.object().put("when", when).build());

    assertThatThrownBy(() -> Condition.of(members, "when", true))
        .isInstanceOf(JsonException.class)
        .hasMessageMatching("/when: expected -?[0-9]+ as an integer, not as a double.*");
  }

  @Test
  void explanation_showsEveryDigit() {
    for (var id : new String[] {"9007199254740993", "18446744073709551615"}) {
      var when = Json.object().put("when", "args.id != 0").build();
      assertThat(Condition.of(Members.of(when), "when", true).values(values(id).variables()))
          .isEqualTo("args.id = " + id);
    }
  }

  @Test
  void cardNumberPast2To53_isRedactedAndOtherIntegersAreNot() {
    assertThat(shown("6304000000000000000")).contains("\"id\":6304000000000000000,");
    assertThat(shown("4000000000000000006")).contains("\"id\":\"[redacted]\"");
    assertThat(shown("18446744073709551615")).contains("\"id\":18446744073709551615,");
  }

  @Test
  void policyTest_mayHaveLongIntegersWhereTheCallSaysSo(@TempDir Path directory)
      throws IOException {
    Files.writeString(
        directory.resolve("policy.yaml"),
        """
        default: {require: {stages: [{role: approver}]}}
        rules:
          - {id: one, when: "args.id == 9007199254740993", allow: {}}
        """);
    Files.writeString(
        directory.resolve("directory.yaml"),
        "tenants: [{name: default, people: [{id: dana}, {id: alice, roles: [approver]}]}]");
    var test =
        """
        tests:
          - name: the one
            call: {tool: {server: s, name: t}, arguments: {id: 9007199254740993}, integers: exact}
            expect: {verdict: allow}
          - name: its neighbour
            call: {tool: {server: s, name: t}, arguments: {id: 9007199254740992}, integers: exact}
            expect: {verdict: require}
        """;
    Files.writeString(directory.resolve("a.test.yaml"), test);
    var report = PolicyTests.run(directory, Fixtures.CHANNELS);
    assertThat(report.failures()).as(report.text()).isZero();
    assertThat(report.tests()).isEqualTo(2);

    Files.writeString(directory.resolve("a.test.yaml"), test.replaceFirst(", integers: exact", ""));
    assertThatThrownBy(() -> PolicyTests.run(directory, Fixtures.CHANNELS))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("\"integers\": \"exact\" at /arguments/id");
  }

  private static String shown(String id) {
    var shown = Redaction.of(null).shown(request(id), List.of(), List.of()).shown();
    return (shown == null ? request(id).call().arguments() : shown.arguments()).canonicalString();
  }

  private static NewRequest request(String id) {
    return Fixtures.withId(Fixtures.request("any"), id, Integers.EXACT);
  }

  private static CelValues values(String id) {
    var request = request(id);
    var shown = new Shown(request.call().arguments(), request.context());
    return new CelValues(request, shown, false, false, null, Instant.EPOCH, ZoneOffset.UTC);
  }
}
