// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The platform team's policy in a running server, with the real calls. */
@SuppressWarnings("NullAway.Init") // started before the first test
class PlatformTeamIT {

  private static Assentor assentor;
  private static Api api;

  @BeforeAll
  static void start(@TempDir Path data) {
    var policy = Path.of("../policies/platform-team").toAbsolutePath().toString();
    assentor = Assentor.start(data, Map.of("ASSENTOR_POLICY_DIR", policy));
    api = assentor.api();
  }

  @AfterAll
  static void stop() {
    assentor.close();
  }

  @Test
  void everyRealCall_isDecidedAsItIsExplained() {
    for (var call : McpCalls.all()) {
      var submission = submission(call);
      var explained = api.post("gateway", "/v1/policies/explain", submission);
      var answer = api.submit(submission);

      assertThat(explained.status()).as(call.id()).isEqualTo(200);
      assertThat(answer.text("status"))
          .as(call.id())
          .isEqualTo(
              switch (explained.text("verdict")) {
                case "allow" -> "approved";
                case "deny" -> "denied";
                default -> "pending";
              });
      var request = api.look("audrey", answer).body().get("request");
      assertThat(request.get("tier")).as(call.id()).isEqualTo(explained.body().get("tier"));
      assertThat(request.get("rule")).as(call.id()).isEqualTo(explained.body().get("rule"));
      assertThat(request.get("stages").size())
          .as(call.id())
          .isEqualTo(explained.body().get("stages").size());
    }
  }

  @Test
  void explanation_namesRulesReasonsAndPeople() {
    var explained =
        api.post("audrey", "/v1/policies/explain", submission(McpCalls.named("k8s-delete-prod")));

    assertThat(explained.text("verdict")).isEqualTo("require");
    assertThat(strings(explained.body().get("people"))).containsExactly("alice", "bob");
    assertThat(explained.body().get("stages"))
        .extracting(stage -> stage.get("group").asString() + stage.get("needed").asInt())
        .containsExactly("platform1", "security1");
    assertThat(explained.body().get("rules"))
        .anySatisfy(
            rule -> {
              assertThat(rule.get("id").asString()).isEqualTo("k8s-delete-production");
              assertThat(rule.get("effect").asString()).isEqualTo("require");
              assertThat(rule.get("because").asString()).contains("args.namespace = \"prod\"");
            });
    assertThat(api.post("gateway", "/v1/policies/explain", "{}").text("pointer"))
        .isEqualTo("/tool");
    assertThat(api.post("", "/v1/policies/explain", "{}").status()).isEqualTo(401);
  }

  @Test
  void productionDelete_needsOnePersonOfEachGroupInTurn() {
    var submission = submission(McpCalls.named("k8s-helm-uninstall"));
    var pending = api.submit(submission);

    assertThat(pending.text("message")).contains("1 approval needed from the group platform");
    assertThat(api.decide("bob", pending, "approve").text("detail")).contains("the group platform");
    assertThat(mine("bob")).doesNotContain(pending.text("id"));
    var half = api.decide("alice", pending, "approve");
    assertThat(half.text("status")).isEqualTo("pending");
    assertThat(api.decide("alice", pending, "approve").text("code")).isEqualTo("already-decided");
    assertThat(mine("bob")).contains(pending.text("id"));
    assertThat(api.decide("bob", pending, "approve").text("status")).isEqualTo("approved");
    var released = api.consume("gateway", pending, Api.consumption(submission, "a"));
    assertThat(released.body().get("allow").asBoolean()).isTrue();
  }

  @Test
  void commandInAPod_isNotDecidedWithoutStepUp() {
    var pending = api.submit(submission(McpCalls.named("k8s-exec")));
    var request = api.look("alice", pending).body().get("request");

    assertThat(strings(request.get("assurance"))).containsExactly("page+step-up");
    var refused = api.decide("alice", pending, "approve");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("detail")).contains("decided by page+step-up, not by api");
  }

  /** Everything anybody is shown, and everything we write down in readable form. */
  @Test
  void secretsInArguments_areShownToNobodyButRunUnchanged() {
    var submission = submission(McpCalls.named("fs-write-env"));
    submission.putObject("context").put("justification", "the password=hunter2 is needed");
    var pending = api.submit(submission);
    var seen = new ArrayList<Answer>();
    seen.add(pending);
    for (var who : List.of("gateway", "alice", "bob", "audrey", "root")) {
      seen.add(api.look(who, pending));
    }
    seen.add(api.get("bob", "/v1/approvals?mine=true"));
    seen.add(api.get("audrey", "/v1/audit/approvals?tool=write_file"));
    seen.add(api.story(pending));
    seen.add(api.post("gateway", "/v1/policies/explain", submission));
    seen.add(api.decide("bob", pending, "approve"));
    seen.add(api.decide("bob", pending, "approve"));
    for (var answer : seen) {
      assertThat(new String(answer.raw().body(), StandardCharsets.UTF_8))
          .doesNotContain("AKIAIOSFODNN7EXAMPLE", "hunter2");
    }
    var request = api.look("bob", pending).body().get("request");
    assertThat(request.at("/arguments/path").asString()).isEqualTo("./root/.env");
    assertThat(request.at("/context/justification").asString())
        .isEqualTo("the password=[redacted] is needed");

    var released = api.consume("gateway", pending, Api.consumption(submission, "a"));
    assertThat(released.body().get("arguments")).isEqualTo(submission.get("arguments"));
    assertThat(
            api.get("audrey", "/v1/audit/approvals/" + pending.text("id") + "/verify")
                .text("valid"))
        .isEqualTo("true");
    assertThat(assentor.log()).doesNotContain("AKIAIOSFODNN7EXAMPLE", "hunter2");
  }

  @Test
  void nonHumanSubject_mayAskAndItsOwnerMayNotDecide() {
    var submission = submission(McpCalls.named("gh-issue"));
    submission.putObject("subject").put("id", "nightly-sweep");

    assertThat(api.submit(submission).text("status")).isEqualTo("pending");
    submission.putObject("subject").put("id", "nobody-knows");
    assertThat(api.submit(submission).text("reasonCode")).isEqualTo("no_eligible_approver");
  }

  @Test
  void agentOverItsBudget_isDeniedAsAFloodAndTheSameCallIsFolded() {
    var submission = Api.submission("flood");
    submission.putObject("agent").put("id", "deploy-bot");
    var first = api.submit(submission);
    var last = first;
    for (int i = 0; i < 70 && !last.text("reasonCode").equals("approver_flood"); i++) {
      last = api.submit(Api.submission("flood-" + i));
    }

    assertThat(last.status()).isEqualTo(200);
    assertThat(last.text("status")).isEqualTo("denied");
    assertThat(last.text("message")).contains("too many requests are waiting for approvers");
    assertThat(api.submit(submission.put("mode", "new")).text("id")).isEqualTo(first.text("id"));
  }

  private static List<String> mine(String who) {
    return api.get(who, "/v1/approvals?mine=true&limit=200")
        .body()
        .get("items")
        .valueStream()
        .map(item -> item.get("id").asString())
        .toList();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static ObjectNode submission(McpCall call) {
    var tool = call.call();
    var body = Api.JSON.createObjectNode();
    body.putObject("tool")
        .put("server", tool.server())
        .put("name", tool.name())
        .set("annotations", json(tool.annotations()));
    body.set("arguments", json(tool.arguments()));
    body.putObject("subject").put("id", "dana");
    body.putObject("agent").put("id", "deploy-bot");
    return body.put("session", "platform-team");
  }

  private static JsonNode json(Json.Obj object) {
    return Api.JSON.readTree(object.canonical());
  }
}
