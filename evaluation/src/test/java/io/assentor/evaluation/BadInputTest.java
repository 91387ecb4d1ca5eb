// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every row of the problem table: the member is named, and nothing is recorded. */
@ResourceLock(ApiSlice.LOCK)
class BadInputTest {

  private static final String VALID =
      """
      {"tool": {"server": "kubernetes", "name": "kubectl_delete"}, "arguments": {"a": 1},
       "subject": {"id": "dana"}, "agent": {"id": "deploy-bot"}}
      """;

  /** What is sent, and the status, code and pointer that must come back. */
  private record Case(String body, int status, String code, String pointer) {}

  private static Case invalid(String from, String to, String pointer) {
    return new Case(changed(from, to), 400, "invalid-request", pointer);
  }

  private static Case notIJson(String value) {
    return new Case(
        changed("{\"a\": 1}", "{\"a\": " + value + "}"), 422, "not-i-json", "/arguments/a");
  }

  private static String changed(String from, String to) {
    assertThat(VALID).contains(from);
    return VALID.replace(from, to);
  }

  private static List<Case> submissions() {
    var nested = "[".repeat(63) + "]".repeat(63);
    return List.of(
        new Case("", 400, "invalid-request", ""),
        new Case("[]", 400, "invalid-request", ""),
        new Case("{", 400, "invalid-request", ""),
        invalid("\"subject\"", "\"subject\": {\"id\": \"dana\"}, \"subject\"", "/subject"),
        invalid("\"agent\"", "\"agnet\"", "/agent"),
        invalid("\"agent\"", "\"extra\": 1, \"agent\"", "/extra"),
        invalid("\"agent\"", "\"subjectToken\": \"x\", \"agent\"", "/subjectToken"),
        invalid("\"agent\"", "\"callback\": \"x\", \"agent\"", "/callback"),
        invalid("{\"server\": \"kubernetes\", \"name\": \"kubectl_delete\"}", "\"x\"", "/tool"),
        invalid("\"server\": \"kubernetes\", ", "", "/tool/server"),
        invalid("\"kubectl_delete\"", "7", "/tool/name"),
        invalid("\"kubectl_delete\"", "\"\"", "/tool/name"),
        invalid("\"name\"", "\"definitionHash\": \"x\", \"name\"", "/tool/definitionHash"),
        invalid("\"name\"", "\"annotations\": [], \"name\"", "/tool/annotations"),
        invalid("\"name\"", "\"colour\": 1, \"name\"", "/tool/colour"),
        invalid("{\"a\": 1}", "[]", "/arguments"),
        invalid("{\"a\": 1}", "null", "/arguments"),
        invalid(", \"arguments\": {\"a\": 1}", "", "/arguments"),
        invalid("{\"id\": \"dana\"}", "{}", "/subject/id"),
        invalid("{\"id\": \"dana\"}", "{\"id\": \"dana\", \"token\": 1}", "/subject/token"),
        invalid("{\"id\": \"deploy-bot\"}", "{\"id\": 1}", "/agent/id"),
        invalid("\"agent\"", "\"session\": \"\", \"agent\"", "/session"),
        invalid("\"agent\"", "\"session\": \"a\\u0000b\", \"agent\"", "/session"),
        invalid("\"agent\"", "\"expiresIn\": 0, \"agent\"", "/expiresIn"),
        invalid("\"agent\"", "\"expiresIn\": 1.5, \"agent\"", "/expiresIn"),
        invalid("\"agent\"", "\"expiresIn\": \"60\", \"agent\"", "/expiresIn"),
        invalid("{\"id\": \"dana\"}", "null", "/subject"),
        invalid("\"agent\"", "\"mode\": \"fresh\", \"agent\"", "/mode"),
        invalid("\"agent\"", "\"release\": \"now\", \"agent\"", "/release"),
        invalid(
            "\"agent\"",
            "\"context\": {\"risk\": {\"score\": \"high\"}}, \"agent\"",
            "/context/risk/score"),
        invalid(
            "\"agent\"",
            "\"context\": {\"risk\": {\"signals\": [1]}}, \"agent\"",
            "/context/risk/signals"),
        invalid("\"agent\"", "\"context\": {\"why\": 1}, \"agent\"", "/context/why"),
        new Case(
            changed("{\"a\": 1}", "{\"a\": " + nested + "}"),
            400,
            "invalid-request",
            "/arguments/a" + "/0".repeat(62)),
        notIJson("9007199254740992"),
        notIJson("0.1000000000000000055"),
        notIJson("1e999"),
        notIJson("\"\\ud800\""));
  }

  @Test
  void everyMalformedSubmission_isRefusedByNameAndNothingIsRecorded() {
    var api = ApiSlice.api();
    var before = api.get("audrey", "/v1/audit/approvals?agent=deploy-bot&limit=200");
    var newest = before.body().get("items").path(0).path("id").asString("");
    for (var c : submissions()) {
      problem(api.post("gateway", "/v1/approvals", c.body), c);
    }
    var after = api.get("audrey", "/v1/audit/approvals?agent=deploy-bot&limit=200");
    assertThat(after.body().get("items").path(0).path("id").asString("")).isEqualTo(newest);
  }

  @Test
  void everyMalformedCommand_isRefusedByNameAndNothingIsRecorded() {
    var api = ApiSlice.api();
    var pending = api.submit(Api.submission("bad-input"));
    var path = "/v1/approvals/" + pending.text("id");
    var decisions = path + "/decisions";

    var bad = "invalid-request";
    problem(api.post("alice", decisions, "{}"), new Case("", 400, bad, "/verdict"));
    var maybe = api.post("alice", decisions, "{\"verdict\": \"maybe\", \"view\": \"v\"}");
    problem(maybe, new Case("", 400, bad, "/verdict"));
    assertThat(maybe.text("expected")).isEqualTo("approve or deny");
    problem(
        api.post("alice", decisions, "{\"verdict\": \"approve\"}"),
        new Case("", 400, bad, "/view"));
    problem(
        api.post("alice", decisions, "{\"verdict\": \"deny\", \"view\": \"v\", \"now\": 1}"),
        new Case("", 400, bad, "/now"));
    problem(
        api.post(
            "gateway",
            path + "/consume",
            "{\"tool\": {\"server\": \"s\", \"name\": \"n\"}, \"arguments\": {}}"),
        new Case("", 400, bad, "/attemptId"));
    problem(
        api.post("gateway", path + "/result", "{\"outcome\": \"fine\"}"),
        new Case("", 400, bad, "/outcome"));
    problem(
        api.post("gateway", path + "/cancel", "{\"reason\": 1}"),
        new Case("", 400, bad, "/reason"));
    problem(
        api.post("gateway", path + "/cancel", "{\"reason\": \"\\u200b\"}"),
        new Case("", 400, bad, "/reason"));
    problem(
        api.post(
            "alice",
            path + "/decisions",
            "{\"verdict\": \"deny\", \"view\": \"x\", \"reason\": \"\\u3164\"}"),
        new Case("", 400, bad, "/reason"));
    problem(api.post("root", path + "/revoke", "[]"), new Case("", 400, bad, ""));
    problem(
        api.submit(Api.submission("x"), "Idempotency-Key", "with space"),
        new Case("", 400, bad, "Idempotency-Key"));
    for (var query :
        List.of("status=open", "limit=0", "limit=201", "limit=x", "mine=yes", "cursor=nonsense")) {
      problem(
          api.get("alice", "/v1/approvals?" + query),
          new Case("", 400, bad, query.substring(0, query.indexOf('='))));
    }
    for (var query : List.of("from=yesterday", "to=2026-02-30T00:00:00Z", "tool=%00")) {
      problem(
          api.get("audrey", "/v1/audit/approvals?" + query),
          new Case("", 400, bad, query.substring(0, query.indexOf('='))));
    }

    assertThat(api.story(pending).body().get("events")).hasSize(1);
  }

  @Test
  void farTimes_areTimes() {
    var api = ApiSlice.api();
    api.submit(Api.submission("far-times"));
    for (var query :
        List.of(
            "to=9999-12-31T23:59:59Z",
            "to=%2B1000000-01-01T00:00:00Z",
            "to=%2B1000000000-12-31T23:59:59.999999999Z",
            "from=0001-01-01T00:00:00Z",
            "from=-1000000000-01-01T00:00:00Z")) {
      var found = api.get("audrey", "/v1/audit/approvals?" + query);
      assertThat(found.status()).as(query + found.body()).isEqualTo(200);
      assertThat(found.body().get("items")).as(query).isNotEmpty();
    }
    for (var query : List.of("from=9999-12-31T23:59:59Z", "to=-1000000000-01-01T00:00:00Z")) {
      var found = api.get("audrey", "/v1/audit/approvals?" + query);
      assertThat(found.status()).as(query + found.body()).isEqualTo(200);
      assertThat(found.body().get("items")).as(query).isEmpty();
    }
  }

  /** What is asked for, the parameter that is named, and what the answer says besides. */
  private record Slip(String who, String path, String name, String hint) {}

  private static List<Slip> slips() {
    var list = "/v1/approvals";
    var audit = "/v1/audit/approvals";
    return List.of(
        new Slip("audrey", audit + "?subjct=nobody", "subjct", "did you mean \"subject\"?"),
        new Slip("audrey", audit + "?Status=denied", "Status", "did you mean \"status\"?"),
        new Slip("audrey", audit + "?mine=true", "mine", "known parameter"),
        new Slip("audrey", audit + "?tool=a&tool=b", "tool", "one value"),
        new Slip("audrey", audit + "?tool=", "tool", "1 to 2000 characters"),
        new Slip("audrey", audit + "?tool", "tool", "1 to 2000 characters"),
        new Slip("audrey", audit + "?tool=%ff", "tool", "percent-encoded UTF-8"),
        new Slip("audrey", audit + "?%ff=x", "the parameters", "percent-encoded UTF-8"),
        new Slip("audrey", audit + "?use=used", "use", "unused or consumed or lapsed or revoked"),
        new Slip("audrey", audit + "?result=fine", "result", "succeeded or failed or unknown"),
        new Slip("audrey", audit + "?from=2026-11-21", "from", "RFC 3339"),
        new Slip("audrey", audit + "?limit=+5", "limit", "an integer from 1 to 200"),
        new Slip("alice", list + "?mine=True", "mine", "true or false"),
        new Slip("alice", list + "?status=", "status", "pending or approved"),
        new Slip("alice", list + "?tool=x", "tool", "known parameter"),
        new Slip("alice", list + "?mien=true", "mien", "did you mean \"mine\"?"),
        new Slip("alice", list + "/x?wait=5", "wait", "no query parameters"),
        new Slip("audrey", "/v1/audit/accounts?limit=5", "limit", "no query parameters"),
        new Slip("audrey", audit + "/x/verify?deep=1", "deep", "no query parameters"),
        new Slip("audrey", "/v1/policies?version=1", "version", "no query parameters"),
        new Slip("", "/v1/decision-keys?kid=1", "kid", "no query parameters"));
  }

  @Test
  void slipInAQueryParameter_isRefusedByName() {
    for (var slip : slips()) {
      var answer = ApiSlice.api().get(slip.who, slip.path);
      problem(answer, new Case(slip.path, 400, "invalid-request", slip.name));
      assertThat(answer.text("expected")).as(slip.path).contains(slip.hint);
    }
  }

  @Test
  void queryParameterOfACommand_isRefusedAndNothingIsRecorded() {
    var api = ApiSlice.api();
    var pending = api.submit(Api.submission("query-of-a-command"));
    var path = "/v1/approvals/" + pending.text("id");
    problem(
        api.post("gateway", path + "/cancel?reason=late", "{}"),
        new Case("", 400, "invalid-request", "reason"));
    problem(
        api.post("gateway", "/v1/approvals?mode=new", VALID),
        new Case("", 400, "invalid-request", "mode"));
    assertThat(api.events(pending)).containsExactly("submitted");
  }

  @Test
  void whatATableShows_canBeAskedFor() {
    var api = ApiSlice.api();
    var asked = Api.submission("by-use").put("session", "by-use");
    var request = api.submit(asked);
    assertThat(api.decide("alice", request, "approve").status()).isEqualTo(200);
    assertThat(found(api, "use=unused")).isOne();
    assertThat(api.consume("gateway", request, Api.consumption(asked, "a1")).status())
        .isEqualTo(200);
    assertThat(found(api, "use=released")).isOne();
    assertThat(found(api, "use=consumed&status=approved")).isOne();
    assertThat(found(api, "use=revoked")).isZero();
    assertThat(found(api, "use=lapsed")).isZero();
    assertThat(found(api, "result=failed")).isZero();
    var result = "/v1/approvals/" + request.text("id") + "/result";
    assertThat(api.post("gateway", result, "{\"outcome\": \"failed\"}").status()).isEqualTo(200);
    assertThat(found(api, "result=failed")).isOne();
    assertThat(api.get("alice", "/v1/approvals?use=released&result=failed").status())
        .isEqualTo(200);
  }

  private static int found(Api api, String query) {
    var page = api.get("audrey", "/v1/audit/approvals?session=by-use&" + query);
    assertThat(page.status()).as(query).isEqualTo(200);
    return page.body().get("items").size();
  }

  @Test
  void authorization_precedesValidation() {
    var api = ApiSlice.api();
    var pending = api.submit(Api.submission("authorization"));
    var path = "/v1/approvals/" + pending.text("id");

    problem(api.post("", "/v1/approvals", "{"), new Case("", 401, "not-allowed", ""));
    problem(api.post("alice", "/v1/approvals", "{"), new Case("", 403, "not-allowed", ""));
    problem(api.post("dana", path + "/decisions", "{"), new Case("", 403, "not-allowed", ""));
    problem(api.post("gateway2", path + "/consume", "{"), new Case("", 403, "not-allowed", ""));
    problem(api.post("gateway", path + "/decisions", "{"), new Case("", 403, "not-allowed", ""));
    problem(api.post("bob", path + "/revoke", "{"), new Case("", 403, "not-eligible", ""));
    problem(
        api.post("other-gateway", path + "/consume", "{"),
        new Case("", 404, "unknown-approval", ""));
    problem(api.post("otto", path + "/decisions", "{"), new Case("", 404, "unknown-approval", ""));
    problem(api.get("gateway2", path), new Case("", 403, "not-allowed", ""));
    problem(api.get("otto", path), new Case("", 404, "unknown-approval", ""));
    problem(api.get("alice", "/v1/audit/approvals"), new Case("", 403, "not-allowed", ""));
    problem(api.get("gateway", "/v1/approvals"), new Case("", 403, "not-allowed", ""));
    for (var id : List.of("1", "01939f0e-0000-7000-8000-000000000001")) {
      problem(api.get("alice", "/v1/approvals/" + id), new Case("", 404, "unknown-approval", ""));
    }
    var forged = api.get("", path, "Authorization", "Bearer " + api.token("alice") + "x");
    problem(forged, new Case("", 401, "not-allowed", ""));
    assertThat(forged.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void bodiesThatAreNotJsonOrTooLarge_areRefused() {
    var api = ApiSlice.api();
    var text = api.post("gateway", "/v1/approvals", VALID, "Content-Type", "text/plain");
    problem(text, new Case("", 415, "not-json", ""));
    var large = changed("{\"a\": 1}", "{\"a\": \"" + "x".repeat(1 << 20) + "\"}");
    problem(api.post("gateway", "/v1/approvals", large), new Case("", 413, "too-large", ""));
    var huge = changed("{\"a\": 1}", "{\"a\": \"" + "x".repeat(8 << 20) + "\"}");
    problem(api.post("gateway", "/v1/approvals", huge), new Case("", 413, "too-large", ""));
  }

  @Test
  void channelThatIsNotSetUp_takesNothing() {
    var nothing = ApiSlice.api().post("", "/channels/slack", "payload=%7B%7D");
    problem(nothing, new Case("", 404, "unknown-channel", ""));
  }

  @Test
  void prefer_isCappedEchoedAndIgnoredWhenNotUnderstood() {
    var api = ApiSlice.api();
    var submission = Api.submission("prefer").put("expiresIn", 1);

    assertThat(api.submit(submission, "Prefer", "wait=soon").header("Preference-Applied"))
        .isEmpty();
    var waited = api.submit(submission, "Prefer", "respond-async, Wait=99999999999");
    assertThat(waited.header("Preference-Applied")).isEqualTo("wait=60");
    assertThat(waited.text("status")).isEqualTo("expired");
  }

  @Test
  void issuer_isFixedWhateverTheHostHeaderSays() throws IOException {
    var server = URI.create(ApiSlice.api().url());
    var body = "grant_type=client_credentials&client_id=gateway&client_secret=gateway-secret";
    var request =
        "POST /oauth2/token HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      var token = response.replaceAll("(?s).*\"access_token\":\"([^\"]*)\".*", "$1");
      var claims = Api.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
      assertThat(claims.get("iss").asString()).isEqualTo(ApiSlice.api().url());
      assertThat(claims.get("tenant").asString()).isEqualTo("default");
    }
  }

  private static void problem(Answer answer, Case expected) {
    var what = expected + " got " + answer.status() + " " + answer.body();
    assertThat(answer.status()).as(what).isEqualTo(expected.status);
    assertThat(answer.text("code")).as(what).isEqualTo(expected.code);
    assertThat(answer.header("Content-Type")).as(what).isEqualTo("application/problem+json");
    if (expected.status == 400 || expected.code.equals("not-i-json")) {
      assertThat(answer.text("pointer")).as(what).isEqualTo(expected.pointer);
      assertThat(answer.text("expected")).as(what).isNotEmpty();
    }
  }
}
