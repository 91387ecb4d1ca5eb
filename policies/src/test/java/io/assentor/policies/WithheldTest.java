// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.text.Steps;
import io.assentor.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an approver is shown who asks for what is withheld. */
class WithheldTest {

  private static final Redaction DEFAULTS = Redaction.of(null);

  private static final String TOKEN = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: \"correct horse; rm -rf /\" x",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0m59\n-----END RSA PRIVATE KEY-----; sh x",
        "ALTER ROLE app PASSWORD 'x'' ; drop table t; --'",
        "postgres://app:p@ss@db/orders",
        "mysql -p'a b' -e 'drop table t'",
        "CREATE LOGIN app WITH PASSWORD = N'a b; drop table t'",
        "curl -u 'user:p w;id' https://registry.example",
        "password = 'correct horse, battery'",
      })
  void textThatMightRun_isShownOnRequestAsItRuns(String text) {
    var request = request(Json.object().put("command", text).put("cwd", "/srv").build());
    var shown = shown(request.call().arguments());
    assertThat(shown.withheld()).containsExactly("/command");
    assertThat(shown.places()).containsExactly("/command");
    assertThat(shown.arguments().canonicalString()).contains("\"[withheld]\"");
    assertThat(shown.disclosed()).contains(request.call().arguments());
  }

  /** A name that runs is withheld with all that is below it; a name that is a token stays out. */
  @Test
  void names_areShownOnRequestWhereTheyAreWithheldOnly() {
    var below = Json.object().put("password", "correct horse; id").put("n", 1).build();
    var executable = "password: \"correct horse, battery\" x";
    var arguments =
        Json.object()
            .put(executable, below)
            .put(TOKEN, Json.object().put("run", executable).build())
            .put("[withheld]", "an honest member")
            .build();

    var shown = shown(arguments);

    assertThat(shown.withheld()).hasSize(2);
    assertThat(shown.places()).allSatisfy(it -> assertThat(it).doesNotContain(TOKEN, "horse"));
    assertThat(shown.arguments().canonicalString()).doesNotContain(TOKEN, "horse");
    assertThat(shown.disclosed())
        .contains(
            Json.object()
                .put(executable, below)
                .put("[redacted]", Json.object().put("run", executable).build())
                .put("[withheld]", "an honest member")
                .build());
  }

  @Test
  void whatAPolicysPointerHides_isNotShownOnRequestEither() {
    var executable = "password: \"correct horse, battery\" x";
    var arguments =
        Json.object()
            .put("run", executable)
            .put("salary", "1000")
            .put(executable, Json.object().put("salary", "2000").put("b", "c").build())
            .build();
    var hiding = List.of(List.of("salary"), List.of("*", "salary"));

    var shown =
        Objects.requireNonNull(DEFAULTS.shown(request(arguments), hiding, List.of()).shown());

    assertThat(shown.disclosed().orElseThrow())
        .isEqualTo(
            Json.object()
                .put("run", executable)
                .put("salary", "[redacted]")
                .put(executable, Json.object().put("salary", "[redacted]").put("b", "c").build())
                .build());
  }

  @Test
  void tooManyPlaces_areAllShownOnRequestButWhatAPointerHides() {
    var executable = "password: \"correct horse, battery\" x";
    var many =
        new Json.Arr(IntStream.range(0, 150).<Json>mapToObj(i -> Json.of(executable + i)).toList());
    var arguments = Json.object().put("many", many).put("salary", "1000").build();

    var shown =
        Objects.requireNonNull(
            DEFAULTS.shown(request(arguments), List.of(List.of("salary")), List.of()).shown());

    assertThat(shown.withheld()).containsExactly("");
    assertThat(shown.places()).containsExactly("");
    assertThat(shown.disclosed())
        .contains(Json.object().put("many", many).put("salary", "[redacted]").build());
  }

  @Test
  void argumentsThatTakeTooLong_areShownOnRequestButWhatAPointerHides() {
    var arguments = Json.object().put("a", "x".repeat(10_000)).put("salary", "1000").build();

    var result =
        DEFAULTS.shown(
            request(arguments), List.of(List.of("salary")), List.of(), Steps.atMost(1_000));

    assertThat(result.shown())
        .satisfies(it -> assertThat(it.withheld()).containsExactly(""))
        .extracting(Shown::disclosed)
        .satisfies(
            it ->
                assertThat(it)
                    .contains(
                        Json.object()
                            .put("a", "x".repeat(10_000))
                            .put("salary", "[redacted]")
                            .build()));
  }

  /** Each object is copied once, and no place is lost among others. */
  @Test
  void placesDeepAndManyInOneObject_areEachFilled() {
    var executable = "password: \"correct horse, battery\" x";
    var wide =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "\"m" + i + "\":" + (i % 50 == 0 ? quoted(executable) : "1"))
            .collect(Collectors.joining(",", "{", "}"));
    var arguments =
        Json.parseObject(
            ("{\"a\":[[" + quoted(executable) + "]," + wide + "]}")
                .getBytes(StandardCharsets.UTF_8));

    var shown = shown(arguments);

    assertThat(shown.withheld()).hasSize(41);
    assertThat(shown.disclosed()).contains(arguments);
  }

  private static String quoted(String text) {
    return Json.of(text).canonicalString();
  }

  private static Shown shown(Json.Obj arguments) {
    return Objects.requireNonNull(DEFAULTS.shown(request(arguments), List.of(), List.of()).shown());
  }

  private static NewRequest request(Json.Obj arguments) {
    var call = new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments);
    return Fixtures.withCall(Fixtures.request("any"), call);
  }
}
