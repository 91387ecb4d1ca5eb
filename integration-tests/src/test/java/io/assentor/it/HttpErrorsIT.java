// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.RawHttp;
import io.assentor.harness.RawHttp.Reply;
import io.assentor.harness.TemporalAtHand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Whatever comes in, nothing is answered by the container: programs get a problem, browsers a page
 * of ours.
 */
@ExtendWith(TemporalAtHand.class)
@ResourceLock(SharedServer.LOCK)
class HttpErrorsIT {

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=x";
  private static final String PART =
      "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nc\r\n--x--\r\n";

  private final Api api = SharedServer.api();
  private final RawHttp http = new RawHttp(SharedServer.server().url());

  /** What is sent, and the statuses that may come back. */
  private record Case(String line, List<String> headers, String body, List<Integer> statuses) {}

  private static Case of(String line, Integer... statuses) {
    return new Case(line, List.of(), "", List.of(statuses));
  }

  private static Case of(String line, String header, String body, Integer... statuses) {
    return new Case(line, List.of(header), body, List.of(statuses));
  }

  private static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (var path :
        List.of("/v1/approvals/%00", "//approvals/x", "/approvals/;x=1", "/v1/%2e%2e/x", "/%ff")) {
      cases.add(of("GET " + path, 400, 404));
    }
    cases.add(of("GET /v1/approvals/[x]", 400));
    cases.add(of("GET /v1/approvals/{x}", 400));
    cases.add(of("GET nonsense", 400));
    cases.add(of("GET /nothing", 404));
    cases.add(of("GET /actuator/env", 404));
    cases.add(of("GET /actuator/health/x", 404));
    cases.add(of("GET /error", 404));
    cases.add(of("GET /assets/nothing.css", 404));
    cases.add(of("TRACE /v1/approvals", 405));
    cases.add(of("TRACE /", 405));
    for (var method : List.of("QUERY", "FOO", "PROPFIND", "get")) {
      cases.add(of(method + " /v1/approvals", 405));
      cases.add(of(method + " /channels/slack", 405));
      cases.add(of(method + " /nothing", 404));
    }
    cases.add(of("DELETE /v1/approvals", 405));
    cases.add(of("PUT /v1/approvals/x/consume", 405));
    cases.add(of("GET /v1/approvals/x/consume", 405));
    cases.add(of("POST /v1/policies", 405));
    cases.add(of("GET /channels/slack", 405));
    cases.add(of("GET /sign-in-failed?why=%ff", 400));
    cases.add(of("GET /demo-issuer/sign-in?error=%ff", 400));
    cases.add(of("GET /login/oauth2/code/assentor?state=%ff&code=1", 400));
    cases.add(of("GET /inbox?q=%f", 400));
    cases.add(of("GET /inbox?" + "a=1&".repeat(1_500), 400));
    cases.add(of("GET /inbox?q=" + "a".repeat(20_000), 400, 414));
    cases.add(of("GET /inbox", "X-Long: " + "a".repeat(20_000), "", 400, 431));
    cases.add(of("GET /v1/policies", "Cookie: " + "a=b; ".repeat(4_000), "", 400, 431));
    cases.add(of("GET /inbox", "X: 1\r\nX: 1".repeat(300), "", 400, 431));
    cases.add(of("GET /inbox", "No colon", "", 400));
    cases.add(of("GET /v1/policies", "Expect: 200-ok", "", 417));
    for (var path : List.of("/sign-out", "/inbox/decisions", "/policy", "/oauth2/token", "/no")) {
      cases.add(of("POST " + path, FORM, "a=%ff", 400));
      cases.add(of("POST " + path, FORM, "a=%", 400));
      cases.add(of("POST " + path, FORM, "a=b&".repeat(1_500), 400));
      cases.add(of("POST " + path, FORM, "a=" + "b".repeat(1 << 20), 413));
      cases.add(of("POST " + path, MULTIPART, PART, 415));
      cases.add(of("POST " + path, "Content-Type: multipart/form-data", PART, 415));
    }
    cases.add(of("PUT /inbox", FORM, "a=%ff", 400));
    cases.add(of("POST /v1/approvals", MULTIPART, PART, 401));
    cases.add(of("POST /v1/approvals", FORM, "a=%ff", 401));
    for (var path : List.of("/channels/slack", "/channels/nothing", "/channels/%20")) {
      cases.add(of("POST " + path, FORM, "payload=%ff", 404));
      cases.add(of("POST " + path, MULTIPART, PART, 404));
      cases.add(of("POST " + path + "?x=%ff", FORM, "payload=%7B%7D", 400));
      cases.add(of("POST " + path, FORM, "payload=" + "b".repeat(2 << 20), 404, 413));
    }
    return cases;
  }

  @Test
  void errorForAProgram_isAProblem() {
    for (var it : cases()) {
      var reply = send(it, "Accept: */*");
      var what = describe(it, reply);
      assertThat(reply.status()).as(what).isIn(it.statuses);
      assertThat(reply.type()).as(what).isEqualTo("application/problem+json");
      var problem = Api.JSON.readTree(reply.body());
      assertThat(problem.get("status").asInt()).as(what).isEqualTo(reply.status());
      assertThat(problem.get("type").asString())
          .as(what)
          .isEqualTo("urn:assentor:problem:" + problem.get("code").asString());
      if (reply.status() == 405) {
        assertThat(reply.headers()).as(what).containsKey("allow");
      }
    }
  }

  @Test
  void errorForABrowser_isAPageOfOurs() {
    for (var it : cases()) {
      var reply = send(it, "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
      var what = describe(it, reply);
      assertThat(reply.status()).as(what).isIn(it.statuses);
      if (!reply.type().equals("application/problem+json")) { // the API's, or unreadable
        assertThat(reply.type()).as(what).startsWithIgnoringCase("text/html;charset=utf-8");
        assertThat(reply.body()).as(what).contains("<p class=\"brand\">Assentor</p>");
        assertThat(reply.headers()).as(what).containsKey("content-security-policy");
      }
      assertThat(reply.body()).as(what).doesNotContain("HTTP Status", "Whitelabel", "Tomcat");
    }
    assertThat(send(of("GET /nothing"), "Accept: text/html").type()).startsWith("text/html");
    assertThat(send(of("GET //approvals/x"), "Accept: text/html").type()).startsWith("text/html");
  }

  @Test
  void requestLineThatIsNone_isAProblem() {
    for (var request :
        List.of(
            "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u0001\u0002\r\n\r\n")) {
      var reply = http.exchange(request);
      assertThat(reply.status()).as(request + reply).isIn(400, 505);
      assertThat(reply.type()).as(request + reply).isEqualTo("application/problem+json");
    }
    var twice = http.exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n");
    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.type()).isEqualTo("application/problem+json");
  }

  @Test
  void resource_namesItsMethodsToEverybody() {
    for (var who : List.of("", "gateway", "alice", "audrey")) {
      var line = "PATCH /v1/audit/approvals/x";
      var reply =
          who.isEmpty()
              ? send(of(line), "Accept: */*")
              : send(of(line), "Authorization: Bearer " + api.token(who));
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.headers().get("allow")).contains("GET");
    }
  }

  /** Two readers of one request could each believe another one. */
  @Test
  void headerThatComesTwice_isRefused() {
    var bearer = "Authorization: Bearer " + api.token("alice");
    var reply = http.send("GET /v1/approvals", List.of(bearer, "Authorization: Bearer x"), "");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.body()).contains("\"pointer\":\"Authorization\"");
  }

  /** Hostile input is no bug: a line for a kind, not a stack trace for each. */
  @Test
  void malformedRequests_leaveNoStackTraceAndFewLinesInTheLog() {
    send(of("GET /sign-in-failed?why=%ff"), "Accept: */*");
    int before = SharedServer.server().log().length();
    for (int i = 0; i < 100; i++) {
      send(of("GET /sign-in-failed?why=%ff&n=" + i), "Accept: */*");
      send(of("POST /channels/slack", FORM, "payload=%ff", 404), "Accept: */*");
      send(of("POST /inbox/decisions", MULTIPART, PART, 415), "Accept: */*");
    }
    var log = SharedServer.server().log();
    // The embedded Temporal may speak in between: of a task that came too late, say.
    assertThat(log.substring(before).lines())
        .filteredOn(it -> !it.isEmpty() && Character.isDigit(it.charAt(0)))
        .filteredOn(it -> !it.contains("temporal"))
        .hasSizeLessThan(20);
    assertThat(log.lines().filter(it -> it.startsWith("\tat org.apache.c")))
        .as("lines of stack traces of requests")
        .isEmpty();
  }

  private Reply send(Case it, String header) {
    var headers = new ArrayList<>(it.headers);
    headers.add(header);
    if (!it.body.isEmpty()) {
      headers.add("Content-Length: " + it.body.length());
    }
    return http.send(it.line, headers, it.body);
  }

  private static String describe(Case it, Reply reply) {
    var sent = it.line + " " + it.headers + " " + it.body;
    return sent.substring(0, Math.min(200, sent.length())) + " got " + reply;
  }
}
