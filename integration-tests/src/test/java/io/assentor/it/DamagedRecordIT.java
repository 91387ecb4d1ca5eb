// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** Every question asked over HTTP while some records are damaged, each in another way. */
@SuppressWarnings("NullAway.Init") // set before all tests
class DamagedRecordIT {

  private static final List<String> DAMAGE =
      List.of(
          "update assentor.approval_event set body = 'nonsense' where approval_id = ?",
          "update assentor.approval_event set mac = '' where approval_id = ?",
          "update assentor.approval_event set hash = '\\x00' where approval_id = ?",
          "update assentor.approval_event set seq = seq + 1 where approval_id = ?",
          "delete from assentor.approval_event where approval_id = ?",
          "update assentor.approval_content set body = '{}' where approval_id = ?",
          "delete from assentor.approval_content where approval_id = ?",
          "delete from assentor.rendering where approval_id = ?");

  private static Assentor server;
  private static Api api;
  private static final Map<String, Answer> DAMAGED = new LinkedHashMap<>();
  private static Answer before;
  private static Answer after;
  private static JsonNode lastSubmission;

  @BeforeAll
  static void damageSome(@TempDir Path data) {
    server = Assentor.start(data, Map.of());
    api = server.api();
    before = api.submit(Api.submission("before"));
    for (int i = 0; i < DAMAGE.size(); i++) {
      var request = api.submit(Api.submission("damaged-" + i));
      DAMAGED.put(request.text("id"), request);
    }
    lastSubmission = Api.submission("after");
    after = api.submit(lastSubmission);
    var url = String.valueOf(server.sharing().get("ASSENTOR_DB_URL"));
    var owner = JdbcClient.create(new DriverManagerDataSource(url, "postgres", ""));
    var ids = List.copyOf(DAMAGED.keySet());
    for (int i = 0; i < DAMAGE.size(); i++) {
      owner.sql(DAMAGE.get(i)).param(UUID.fromString(ids.get(i))).update();
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void listsAndSearches_keepTheRestAndNameTheDamaged() {
    for (var who : List.of("alice", "audrey")) {
      var path = who.equals("audrey") ? "/v1/audit/approvals" : "/v1/approvals";
      for (var query : List.of("", "?status=pending", "?limit=200")) {
        var answer = api.get(who, path + query);

        assertThat(answer.status()).as(who + " " + query).isEqualTo(200);
        assertThat(ids(answer, "items")).contains(before.text("id"), after.text("id"));
        assertThat(ids(answer, "damaged")).containsExactlyInAnyOrderElementsOf(DAMAGED.keySet());
        for (var it : answer.body().get("damaged")) {
          assertThat(it.get("why").asString()).isNotBlank();
          assertThat(it.get("status").asString()).isEqualTo("damaged");
        }
      }
    }
    assertThat(ids(api.get("alice", "/v1/approvals?mine=true"), "items"))
        .contains(before.text("id"), after.text("id"));
  }

  @Test
  void pagesOfOne_passByTheDamaged() {
    var seen = new TreeSet<String>();
    var path = "/v1/audit/approvals?limit=1";
    var next = "";
    do {
      var page = api.get("audrey", path + (next.isEmpty() ? "" : "&cursor=" + next));
      assertThat(page.status()).isEqualTo(200);
      seen.addAll(ids(page, "items"));
      seen.addAll(ids(page, "damaged"));
      next = page.text("next");
    } while (!next.isEmpty());

    assertThat(seen).contains(before.text("id"), after.text("id")).containsAll(DAMAGED.keySet());
  }

  private static List<String> ids(Answer page, String member) {
    return page.body().path(member).valueStream().map(it -> it.get("id").asString()).toList();
  }

  @Test
  void everyQuestionAboutADamagedOne_isAnsweredByItsNamedProblem() {
    askEverything();
  }

  private void askEverything() {
    for (var request : DAMAGED.values()) {
      var id = "/v1/approvals/" + request.text("id");
      problem(api.look(request));
      problem(api.look("alice", request));
      problem(api.get("gateway", id, "Prefer", "wait=5"));
      problem(api.story(request));
      problem(api.decide("alice", request, "approve"));
      problem(api.decide("bob", request, "deny"));
      problem(api.consume("gateway", request, Api.consumption(lastSubmission, "a1")));
      problem(api.post("gateway", id + "/cancel", "{}"));
      problem(api.post("alice", id + "/revoke", "{}"));
      problem(api.post("gateway", id + "/result", "{\"result\": \"succeeded\"}"));
      var verified = api.get("audrey", "/v1/audit" + id.substring(3) + "/verify");
      assertThat(verified.status()).isEqualTo(200);
      assertThat(verified.body().get("valid").asBoolean()).isFalse();
      assertThat(verified.body().get("problems")).isNotEmpty();
    }
  }

  private static void problem(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
    assertThat(answer.text("code")).isEqualTo("damaged-record");
    assertThat(answer.text("detail")).contains("operator");
  }

  @Test
  void pages_showTheRestAndMarkTheDamaged() {
    var alice = new Visit(server.url());
    var inbox = alice.signIn("alice", "/inbox");
    assertThat(inbox.statusCode()).isEqualTo(200);
    assertThat(inbox.body()).contains(before.text("id"), after.text("id"), "Damaged record");
    var audrey = new Visit(server.url());
    var audit = audrey.signIn("audrey", "/audit");
    assertThat(audit.statusCode()).isEqualTo(200);
    assertThat(audit.body()).contains(before.text("id"), after.text("id"), "damaged:");
    for (var id : DAMAGED.keySet()) {
      assertThat(inbox.body()).contains(id);
      assertThat(audit.body()).contains(id);
      var request = alice.get("/approvals/" + id);
      assertThat(request.statusCode()).isEqualTo(409);
      assertThat(request.body()).contains("This record is damaged", "other requests");
      var story = audrey.get("/audit/" + id);
      assertThat(story.statusCode()).isEqualTo(409);
      assertThat(story.body()).contains("Damaged.", "restores it from a backup");
    }
  }

  @Test
  void operator_isToldOnceOfEach() {
    askEverything();

    var health = api.get("", "/actuator/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.text("status")).isEqualTo("DEGRADED");
    var lines = server.log().lines().filter(it -> it.contains("Damaged record;")).toList();
    for (var id : DAMAGED.keySet()) {
      assertThat(lines).filteredOn(it -> it.contains(id)).hasSize(1);
    }
    assertThat(server.log())
        .as("whoever asks makes no stack trace")
        .doesNotContain("\tat io.assentor.api");
  }

  @Test
  void theRest_isDecidedAndReleased() {
    var submission = Api.submission("decided");
    var healthy = api.submit(submission);
    assertThat(api.decide("alice", healthy, "approve").text("status")).isEqualTo("approved");
    var released = api.consume("gateway", healthy, Api.consumption(submission, "a1"));
    assertThat(released.body().get("allow").asBoolean()).isTrue();
    var again = api.submit(Api.submission("damaged-0"));
    assertThat(again.status()).as("the call of a damaged record is asked anew").isEqualTo(202);
    assertThat(DAMAGED).doesNotContainKey(again.text("id"));
  }
}
