// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.testkit.Wait;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.node.ObjectNode;

@ResourceLock(SharedServer.LOCK)
class OnlyTheApprovedCallIT {

  private final Api api = SharedServer.api();
  private final ObjectNode submission = Api.submission("checkout-" + UUID.randomUUID());

  @Test
  void consumption_ofAnythingElseIsRefusedWithItsReasonAndFiled() {
    var approved = approved();
    var changedByte = Api.consumption(submission.deepCopy(), "a1");
    ((ObjectNode) changedByte.get("arguments")).put("namespace", "prox");
    var otherTool = Api.consumption(submission.deepCopy(), "a1");
    ((ObjectNode) otherTool.get("tool")).put("name", "kubectl_apply");
    var otherDefinition = Api.consumption(submission.deepCopy(), "a1");
    ((ObjectNode) otherDefinition.get("tool")).put("definitionHash", "A".repeat(43));

    problem(api.consume("gateway", approved, changedByte), 422, "different-call");
    problem(api.consume("gateway", approved, otherTool), 422, "different-call");
    problem(api.consume("gateway", approved, otherDefinition), 422, "different-call");
    var right = Api.consumption(submission, "a1");
    problem(api.consume("gateway2", approved, right), 403, "not-allowed");
    problem(api.consume("other-gateway", approved, right), 404, "unknown-approval");
    problem(api.consume("alice", approved, right), 403, "not-allowed");

    var released = api.consume("gateway", approved, right);
    assertThat(released.status()).isEqualTo(200);
    assertThat(released.body().get("allow").asBoolean()).isTrue();
    assertThat(released.text("reasonCode")).isEqualTo("released");
    assertThat(released.body().get("arguments")).isEqualTo(submission.get("arguments"));

    var again = api.consume("gateway", approved, right);
    assertThat(again.body().get("allow").asBoolean())
        .as("the same attempt gets the same answer")
        .isTrue();
    var twice = api.consume("gateway", approved, Api.consumption(submission, "a2"));
    problem(twice, 409, "already-released");
    assertThat(twice.body().get("approval").get("allow").asBoolean()).isFalse();

    assertThat(refusals(approved))
        .containsExactly(
            "consume different-call",
            "consume different-call",
            "consume different-call",
            "consume not-allowed",
            "consume unknown-approval",
            "consume not-allowed",
            "consume already-released");
  }

  @Test
  void annotations_areIgnoredWhenConsuming() {
    var approved = approved();
    var without = Api.consumption(submission.deepCopy(), "a1");
    ((ObjectNode) without.get("tool")).remove("annotations");

    assertThat(api.consume("gateway", approved, without).status()).isEqualTo(200);
  }

  @Test
  void revokedApproval_isNotReleased() {
    var approved = approved();
    var path = "/v1/approvals/" + approved.text("id") + "/revoke";

    problem(api.post("bob", path, "{}"), 403, "not-eligible");
    var revoked = api.post("alice", path, "{\"reason\": \"changed my mind\"}");
    assertThat(revoked.text("reasonCode")).isEqualTo("approval_revoked");
    var refused = api.consume("gateway", approved, Api.consumption(submission, "a1"));
    problem(refused, 409, "revoked");
    assertThat(refused.body().get("approval").get("message").asString())
        .startsWith("NOT executed")
        .contains("changed my mind");
    assertThat(refusals(approved)).containsExactly("revoke not-eligible", "consume revoked");
  }

  @Test
  void expiredRequest_tellsItsWaiterAtOnceAndIsNotReleased() {
    var other = Api.submission("patient-" + UUID.randomUUID());
    var waitsToItsEnd = api.postLater("gateway", "/v1/approvals", other, "Prefer", "wait=60");
    submission.put("expiresIn", 1);

    var expired = api.submit(submission, "Prefer", "wait=60");

    assertThat(waitsToItsEnd).as("a wait as long, begun before").isNotDone();
    waitsToItsEnd.cancel(true);
    assertThat(expired.status()).isEqualTo(200);
    assertThat(expired.text("reasonCode")).isEqualTo("nobody_decided");
    problem(api.decide("alice", expired, "approve"), 409, "closed");
    problem(api.consume("gateway", expired, Api.consumption(submission, "a1")), 409, "closed");
    assertThat(refusals(expired)).containsExactly("approve closed", "consume closed");
    Wait.until(
        "the worker records the expiry",
        () -> api.story(expired).body().get("events").toString().contains("expired"));
  }

  @Test
  void lapsedApproval_isNotReleased(@TempDir Path data, @TempDir Path policies) throws Exception {
    AttachmentIT.demoPolicy(policies, "validFor: 10m", "validFor: 1s");
    var environment = Map.of("ASSENTOR_POLICY_DIR", policies.toString());
    try (var server = Assentor.start(data, environment)) {
      var other = server.api();
      var pending = other.submit(submission);
      other.decide("alice", pending, "approve");
      Wait.until(
          "it has lapsed", () -> other.look(pending).text("reasonCode").equals("approval_lapsed"));

      assertThat(other.look(pending).text("nextAction")).isEqualTo("request");
      problem(other.consume("gateway", pending, Api.consumption(submission, "a")), 409, "lapsed");
      assertThat(other.story(pending).body().get("attempts")).hasSize(1);
      assertThat(other.submit(submission).text("status"))
          .as("the call can be asked for again")
          .isEqualTo("pending");
    }
  }

  @Test
  void pendingAndDeniedRequests_areNotReleased() {
    var pending = api.submit(submission);
    problem(api.consume("gateway", pending, Api.consumption(submission, "a1")), 409, "closed");

    var denied = api.decide("bob", pending, "deny");
    assertThat(denied.text("reasonCode")).isEqualTo("denied_by_approver");
    problem(api.consume("gateway", pending, Api.consumption(submission, "a1")), 409, "closed");

    var again = api.submit(submission);
    assertThat(again.text("reasonCode")).isEqualTo("recently_denied");
    assertThat(again.status()).isEqualTo(200);
  }

  @Test
  void cancelledRequest_isNotDecided() {
    var pending = api.submit(submission);
    var path = "/v1/approvals/" + pending.text("id") + "/cancel";

    problem(api.post("gateway2", path, "{}"), 403, "not-allowed");
    var cancelled = api.post("gateway", path, "{}");
    assertThat(cancelled.text("reasonCode")).isEqualTo("cancelled_by_gateway");
    var refused = api.decide("alice", pending, "approve");
    problem(refused, 409, "closed");
    assertThat(refused.body().get("approval").get("status").asString()).isEqualTo("cancelled");
  }

  @Test
  void decisions_areForEligibleOthersOnceAndOfWhatWasShown() {
    submission.set("subject", Api.JSON.createObjectNode().put("id", "alice"));
    var pending = api.submit(submission);

    problem(api.decide("alice", pending, "approve"), 403, "own-request");
    problem(api.decide("gateway", pending, "approve"), 403, "not-allowed");
    problem(api.decide("otto", pending, "approve"), 404, "unknown-approval");
    var path = "/v1/approvals/" + pending.text("id") + "/decisions";
    var stale = "{\"verdict\": \"approve\", \"view\": \"" + "A".repeat(43) + "\"}";
    problem(api.post("bob", path, stale), 409, "stale-view");

    var approved = api.decide("bob", pending, "approve", "Idempotency-Key", "click-1");
    assertThat(approved.text("status")).isEqualTo("approved");
    var repeated = api.decide("bob", pending, "approve", "Idempotency-Key", "click-1");
    assertThat(repeated.text("status")).as("a repeated command").isEqualTo("approved");
    problem(api.decide("bob", pending, "deny", "Idempotency-Key", "click-1"), 409, "key-reused");
    problem(api.decide("bob", pending, "approve"), 403, "already-decided");
    problem(api.decide("carol", pending, "deny"), 409, "closed");
  }

  @Test
  void unknownSubjectOrAgent_failsClosedAndSaysWhy() {
    submission.set("agent", Api.JSON.createObjectNode().put("id", "stranger-bot"));

    var failed = api.submit(submission, "Prefer", "wait=5");

    assertThat(failed.text("status")).isEqualTo("failed");
    assertThat(failed.text("reasonCode")).isEqualTo("no_eligible_approver");
    assertThat(failed.text("message")).contains("stranger-bot");
  }

  @Test
  void releaseOnAnswer_releasesTheFirstAnswerOnly() {
    submission.put("release", "on_answer");
    var first = api.postLater("gateway", "/v1/approvals", submission, "Prefer", "wait=30");
    var second = api.postLater("gateway", "/v1/approvals", submission, "Prefer", "wait=30");
    var mine = waitsFor("alice");
    Wait.until(
        "both wait for the same one", () -> api.story(mine).body().get("repeats").asInt() == 1);

    api.decide("alice", mine, "approve");

    var answers = List.of(first.join(), second.join());
    assertThat(answers)
        .extracting(answer -> answer.text("reasonCode"))
        .containsExactlyInAnyOrder("released", "already_released");
    assertThat(answers)
        .filteredOn(answer -> answer.body().get("allow").asBoolean())
        .singleElement()
        .satisfies(answer -> assertThat(answer.text("decisionToken")).isNotEmpty());
  }

  @Test
  void idempotencyKey_repeatsTheAnswerAndRefusesAnotherBody() {
    var key = "key-" + UUID.randomUUID();
    var first = api.submit(submission, "Idempotency-Key", key);
    var second = api.submit(submission, "Idempotency-Key", key);
    submission.put("session", "another");
    var third = api.submit(submission, "Idempotency-Key", key);

    assertThat(second.text("id")).isEqualTo(first.text("id"));
    problem(third, 409, "key-reused");
    assertThat(third.body().get("approval").get("id").asString()).isEqualTo(first.text("id"));
  }

  @Test
  void idempotencyKey_isOfWhatIsAskedNotOfItsBytes() {
    var key = "key-" + UUID.randomUUID();
    var context = submission.putObject("context").put("traceparent", "00-aa-01");
    var first = api.submit(submission, "Idempotency-Key", key);
    context.put("traceparent", "00-bb-01").putNull("justification");
    var retried = "\ufeff" + submission.put("mode", "attach").toPrettyString();
    var second = api.post("gateway", "/v1/approvals", retried, "Idempotency-Key", key);

    assertThat(second.text("id")).isEqualTo(first.text("id"));
  }

  @Test
  void commandId_isOfWhatIsCommandedNotOfItsBytes() {
    var pending = api.submit(submission);
    var decisions = "/v1/approvals/" + pending.text("id") + "/decisions";
    var view = "\"view\": \"" + pending.text("view") + "\"";
    var first =
        api.post(
            "alice", decisions, "{\"verdict\": \"approve\", " + view + "}", "Idempotency-Key", "k");
    var second =
        api.post(
            "alice",
            decisions,
            "{" + view + ",\n\"reason\": null, \"verdict\": \"approve\"}",
            "Idempotency-Key",
            "k");
    var third =
        api.post(
            "alice", decisions, "{\"verdict\": \"deny\", " + view + "}", "Idempotency-Key", "k");

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().get("decidedBy"))
        .as("recorded once")
        .isEqualTo(first.body().get("decidedBy"));
    problem(third, 409, "key-reused");
  }

  @Test
  void cancel_needsNoBody() throws Exception {
    var pending = api.submit(submission);
    var uri = URI.create(api.url() + "/v1/approvals/" + pending.text("id") + "/cancel");
    var request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + api.token("gateway"))
            .POST(BodyPublishers.noBody())
            .build();
    try (var http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
    assertThat(api.look(pending).text("status")).isEqualTo("cancelled");
  }

  @Test
  void result_isKeptWhateverTheToolPrintedAndUnknownIsSettledLater() {
    var approved = approved();
    api.consume("gateway", approved, Api.consumption(submission, "a1"));
    var path = "/v1/approvals/" + approved.text("id") + "/result";

    var unknown = api.post("gateway", path, "{\"outcome\": \"unknown\", \"message\": \"\"}");
    var long2MiB =
        "{\"message\": \"" + "\\ud800\u0007x".repeat(400_000) + "\", \"outcome\": \"failed\"}";
    var failed = api.post("gateway", path, long2MiB);
    var late = api.post("gateway", path, "{\"outcome\": \"succeeded\"}");

    assertThat(unknown.status()).as(unknown.body().toString()).isEqualTo(200);
    assertThat(failed.status()).as(failed.body().toString()).isEqualTo(200);
    problem(late, 409, "key-reused");
    var reported =
        api.story(approved)
            .body()
            .get("events")
            .valueStream()
            .filter(event -> event.get("type").asString().equals("reported"))
            .map(event -> event.get("data"))
            .toList();
    assertThat(reported).hasSize(2);
    assertThat(reported.get(1).get("result").asString()).isEqualTo("failed");
    assertThat(reported.get(1).get("message").asString()).endsWith(" … [cut]");
  }

  private Answer waitsFor(String who) {
    var name = submission.get("arguments").get("name").asString();
    Wait.until(
        "it waits for " + who,
        () -> api.get(who, "/v1/approvals?mine=true&limit=200").body().toString().contains(name));
    for (var item : api.get(who, "/v1/approvals?mine=true&limit=200").body().get("items")) {
      if (item.toString().contains(name)) {
        return new Answer(200, item, api.get(who, "/v1/approvals?limit=1").raw());
      }
    }
    throw new AssertionError(name);
  }

  private Answer approved() {
    var pending = api.submit(submission);
    assertThat(pending.status()).isEqualTo(202);
    var approved = api.decide("alice", pending, "approve");
    assertThat(approved.text("reasonCode")).isEqualTo("approved");
    return approved;
  }

  private List<String> refusals(Answer request) {
    return api.story(request)
        .body()
        .get("attempts")
        .valueStream()
        .map(a -> a.get("command").asString() + " " + a.get("refusal").asString())
        .toList();
  }

  private static void problem(Answer answer, int status, String code) {
    assertThat(answer.body().path("code").asString(""))
        .as(answer.body().toString())
        .isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body().get("type").asString()).isEqualTo("urn:assentor:problem:" + code);
  }
}
