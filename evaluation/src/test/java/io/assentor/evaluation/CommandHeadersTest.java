// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.RawHttp;
import io.assentor.harness.RawHttp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever headers a command comes with: refused, it committed nothing; committed, its answer is
 * the outcome.
 */
@ResourceLock(ApiSlice.LOCK)
class CommandHeadersTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<String> SESSIONS = new ArrayList<>();
  private static final String JSON_TYPE = "Content-Type: application/json";

  private final Api api = ApiSlice.api();
  private final RawHttp http = new RawHttp(ApiSlice.api().url());

  /** A command ready to be sent: by whom, where to, and with which body. */
  private record Ready(String who, String path, String body, @Nullable Answer request) {}

  /**
   * A command.
   *
   * @param ready brings a request to where the command is possible
   * @param outcome what its answer contains once it is committed
   * @param event what it appends
   */
  private record Command(String name, Function<Api, Ready> ready, String outcome, String event) {}

  private static final List<Command> COMMANDS =
      List.of(
          new Command("submit", CommandHeadersTest::submission, "\"status\":\"pending\"", ""),
          new Command("decide", CommandHeadersTest::decision, "\"status\":\"approved\"", "decided"),
          new Command(
              "cancel", CommandHeadersTest::cancel, "\"status\":\"cancelled\"", "cancelled"),
          new Command("revoke", CommandHeadersTest::revocation, "\"use\":\"revoked\"", "revoked"),
          new Command("consume", CommandHeadersTest::consumption, "\"allow\":true", "consumed"),
          new Command("result", CommandHeadersTest::result, "\"use\":\"consumed\"", "reported"));

  /** Headers that ask for what a command's answer cannot depend on: they are ignored. */
  private static final List<List<String>> IGNORED =
      List.of(
          List.of("Accept: application/xml"),
          List.of("Accept: text/html"),
          List.of("Accept: application/json;q=0"),
          List.of("Accept: */*;q=0"),
          List.of("Accept: application/json;q=2"),
          List.of("Accept: not a type"),
          List.of("Accept:"),
          List.of("Accept: image/png", "Accept: text/plain"),
          List.of("Accept: application/problem+json"),
          List.of("Accept: " + "a/b,".repeat(500)),
          List.of("Accept-Charset: utf-7"),
          List.of("Accept-Charset: utf-8;q=0"),
          List.of("Accept-Encoding: identity;q=0, *;q=0"),
          List.of("Accept-Encoding: br"),
          List.of("Accept-Language: x-none, *;q=0"),
          List.of("Accept-Language: --;;=,"),
          List.of("Range: bytes=0-3"),
          List.of("Range: lines=1"),
          List.of("If-Match: \"other\""),
          List.of("If-Match: *"),
          List.of("If-None-Match: *"),
          List.of("If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
          List.of("If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT"),
          List.of("If-Range: \"other\""),
          List.of("TE: trailers, deflate;q=0"),
          List.of("Prefer: wait"),
          List.of("Prefer: wait=-1"),
          List.of("Prefer: wait=soon, handling=strict"),
          List.of("Prefer: return=minimal"),
          List.of("X-HTTP-Method-Override: DELETE"),
          List.of("X-HTTP-Method: GET", "X-Method-Override: PUT"),
          List.of("Origin: https://elsewhere.example"),
          List.of("Cookie: assentor=x; assentor=y; =;;\""),
          List.of("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"),
          List.of("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"),
          List.of("X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: x"),
          List.of("Content-Language: xx"),
          List.of("Expect: 100-continue"));

  /** Headers that may be refused, as long as nothing is committed then. */
  private static final List<List<String>> REFUSED =
      List.of(
          List.of("Expect: 200-ok"),
          List.of("Content-Type: application/json", "Content-Type: text/plain"),
          List.of("Idempotency-Key: one", "Idempotency-Key: two"),
          List.of("Idempotency-Key: with space"),
          List.of("Idempotency-Key:"),
          List.of("Authorization: Bearer other"),
          List.of("Content-Encoding: gzip"),
          List.of("Content-Length: 1"),
          List.of("Content-Length: x"),
          List.of("Transfer-Encoding: chunked"),
          List.of("Transfer-Encoding: gzip"),
          List.of("Host: elsewhere.example"));

  @Test
  void headersThatAskForAnotherAnswer_areIgnoredAndTheOutcomeIsAnswered() {
    for (var command : COMMANDS) {
      for (var headers : IGNORED) {
        var ready = command.ready.apply(api);
        var reply = send(ready, with(headers, JSON_TYPE));
        var what = command.name + " with " + headers + " got " + reply;
        assertThat(reply.status()).as(what).isIn(200, 202);
        isCommitted(command, ready, reply, what);
      }
    }
  }

  @Test
  void headersThatAreRefused_committedNothing() {
    for (var command : COMMANDS) {
      for (var headers : REFUSED) {
        var ready = command.ready.apply(api);
        boolean typed = headers.toString().contains("Content-Type");
        var reply = send(ready, typed ? headers : with(headers, JSON_TYPE));
        var what = command.name + " with " + headers + " got " + reply;
        if (reply.status() / 100 == 2) {
          isCommitted(command, ready, reply, what);
        } else {
          assertThat(reply.type()).as(what).isEqualTo("application/problem+json");
          nothingIsCommitted(command, ready, what);
        }
      }
    }
  }

  @Test
  void bodyShorterThanAnnounced_committedNothing() {
    for (var command : COMMANDS) {
      var ready = command.ready.apply(api);
      var whole = ready.body.getBytes(StandardCharsets.UTF_8).length;
      var reply =
          http.send(
              "POST " + ready.path,
              List.of(authorization(ready), JSON_TYPE, "Content-Length: " + (whole + 1)),
              ready.body);
      nothingIsCommitted(command, ready, command.name + " got " + reply);
    }
  }

  /** Whoever did not get an answer asks once more, in the same words. */
  @Test
  void answerThatWasLost_isRepeated() {
    for (var command : COMMANDS) {
      var ready = command.ready.apply(api);
      var headers = List.of(JSON_TYPE, "Idempotency-Key: " + NUMBER.incrementAndGet());
      var lost = send(ready, headers);
      assertThat(lost.status()).as(command.name + " got " + lost).isIn(200, 202);
      var repeated = send(ready, headers);
      assertThat(outcome(repeated)).isEqualTo(outcome(lost));
      isCommitted(command, ready, repeated, command.name + " repeated");
    }
  }

  /** Besides this, decision tokens are signed anew, and deliveries go on. */
  private static List<JsonNode> outcome(Reply reply) {
    var answer = Api.JSON.readTree(reply.body());
    return Stream.of("id", "status", "use", "allow", "reasonCode", "nextAction", "arguments")
        .map(answer::path)
        .toList();
  }

  /** Nobody else's inbox is to be full of these. */
  @AfterEach
  void cancelWhatIsPending() {
    for (var session : SESSIONS) {
      var page = api.get("audrey", "/v1/audit/approvals?status=pending&session=" + session);
      for (var pending : page.body().get("items")) {
        var id = pending.get("id").asString();
        assertThat(api.post("gateway", "/v1/approvals/" + id + "/cancel", "{}").status())
            .isEqualTo(200);
      }
    }
    SESSIONS.clear();
  }

  private void isCommitted(Command command, Ready ready, Reply reply, String what) {
    assertThat(reply.type()).as(what).isEqualTo("application/json");
    assertThat(reply.body()).as(what).contains(command.outcome);
    if (ready.request == null) {
      assertThat(found(ready)).as(what).hasSize(1);
    } else {
      assertThat(api.events(ready.request)).as(what).containsOnlyOnce(command.event);
    }
  }

  private void nothingIsCommitted(Command command, Ready ready, String what) {
    if (ready.request == null) {
      assertThat(found(ready)).as(what).isEmpty();
    } else {
      assertThat(api.events(ready.request)).as(what).doesNotContain(command.event);
    }
  }

  /** What was submitted, by the session that only this submission names. */
  private List<String> found(Ready ready) {
    var session = Api.JSON.readTree(ready.body).get("session").asString();
    var page = api.get("audrey", "/v1/audit/approvals?session=" + session);
    return page.body().get("items").valueStream().map(it -> it.get("id").asString()).toList();
  }

  private Reply send(Ready ready, List<String> headers) {
    var all = new ArrayList<String>();
    if (headers.stream().noneMatch(it -> it.startsWith("Authorization"))) {
      all.add(authorization(ready));
    }
    all.addAll(headers);
    if (headers.stream().noneMatch(it -> it.matches("(Content-Length|Transfer-Encoding).*"))) {
      all.add("Content-Length: " + ready.body.getBytes(StandardCharsets.UTF_8).length);
    }
    return http.send("POST " + ready.path, all, ready.body);
  }

  private String authorization(Ready ready) {
    return "Authorization: Bearer " + api.token(ready.who);
  }

  private static List<String> with(List<String> headers, String one) {
    var all = new ArrayList<>(headers);
    all.add(one);
    return all;
  }

  // Every command where it is possible

  private static ObjectNode asked() {
    int number = NUMBER.incrementAndGet();
    SESSIONS.add("headers-" + number);
    return Api.submission("headers-" + number).put("session", "headers-" + number);
  }

  private static Ready submission(Api api) {
    return new Ready("gateway", "/v1/approvals", asked().toString(), null);
  }

  private static Ready decision(Api api) {
    var request = api.submit(asked());
    var body = Api.JSON.createObjectNode().put("verdict", "approve");
    return on(request, "alice", "decisions", body.put("view", request.text("view")));
  }

  private static Ready cancel(Api api) {
    return on(api.submit(asked()), "gateway", "cancel", Api.JSON.createObjectNode());
  }

  private static Ready revocation(Api api) {
    return on(approved(api, asked()), "alice", "revoke", Api.JSON.createObjectNode());
  }

  private static Ready consumption(Api api) {
    var asked = asked();
    return on(approved(api, asked), "gateway", "consume", Api.consumption(asked, "a1"));
  }

  private static Ready result(Api api) {
    var asked = asked();
    var request = approved(api, asked);
    assertThat(api.consume("gateway", request, Api.consumption(asked, "a1")).status())
        .isEqualTo(200);
    return on(
        request, "gateway", "result", Api.JSON.createObjectNode().put("outcome", "succeeded"));
  }

  private static Answer approved(Api api, ObjectNode asked) {
    var request = api.submit(asked);
    assertThat(api.decide("alice", request, "approve").text("status")).isEqualTo("approved");
    return request;
  }

  private static Ready on(Answer request, String who, String command, ObjectNode body) {
    var path = "/v1/approvals/" + request.text("id") + "/" + command;
    return new Ready(who, path, body.toString(), request);
  }
}
