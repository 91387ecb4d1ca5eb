// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.node.ObjectNode;

/** All 25 real calls over HTTP under the demo policy. */
@ResourceLock(SharedServer.LOCK)
class ToolCallsIT {

  private static final Set<String> ALLOWED = Set.of("k8s-get", "fs-read", "mem-read");

  @Test
  void readOnlyCallsOfTrustedServers_areAllowedAndAllOthersHeld() {
    var api = SharedServer.api();
    var table =
        new StringBuilder(
            "\n%-22s %-34s %-9s %-20s %s%n"
                .formatted("call", "tool", "status", "rule", "why it is here"));
    var calls = McpCalls.all();
    assertThat(calls).hasSize(25);
    for (var call : calls) {
      var answer = api.submit(submission(call));

      var expected = ALLOWED.contains(call.id()) ? "allowed_by_policy" : "awaiting_approval";
      assertThat(answer.text("reasonCode")).as(call.id()).isEqualTo(expected);
      assertThat(answer.status()).as(call.id()).isEqualTo(ALLOWED.contains(call.id()) ? 200 : 202);
      assertThat(answer.body().get("allow").asBoolean())
          .as(call.id())
          .isEqualTo(ALLOWED.contains(call.id()));

      var story = api.story(answer);
      var request = story.body().get("approval").get("request");
      var sent = Api.JSON.readTree(call.call().arguments().canonical()).toString();
      assertThat(request.get("arguments").toString())
          .as("%s: the arguments arrive as they were sent, but for secrets", call.id())
          .isEqualTo(
              sent.replace("AKIAIOSFODNN7EXAMPLE", "[redacted]").replace("hunter2", "[redacted]"));
      assertThat(
              api.get("audrey", "/v1/audit/approvals/" + answer.text("id") + "/verify")
                  .body()
                  .get("valid")
                  .asBoolean())
          .as(call.id())
          .isTrue();
      table.append(
          "%-22s %-34s %-9s %-20s %s%n"
              .formatted(
                  call.id(),
                  call.call().name(),
                  answer.text("status"),
                  request.get("rule").asString(),
                  call.about()));
    }
    System.out.println(table);
  }

  private static ObjectNode submission(McpCall call) {
    var body = Api.submission("any").put("session", "tool-calls");
    var tool = (ObjectNode) body.get("tool");
    tool.put("server", call.call().server()).put("name", call.call().name());
    tool.put("definitionHash", call.call().definitionHash());
    tool.remove("annotations");
    if (!call.call().annotations().members().isEmpty()) {
      tool.set("annotations", Api.JSON.readTree(call.call().annotations().canonical()));
    }
    body.set("arguments", Api.JSON.readTree(call.call().arguments().canonical()));
    return body;
  }
}
