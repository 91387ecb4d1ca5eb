// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.testkit.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.node.ObjectNode;

/** What a gateway's retry attaches to, one test a rule. */
@ResourceLock(SharedServer.LOCK)
class AttachmentIT {

  private final Api api = SharedServer.api();
  private final ObjectNode submission = Api.submission("retry-" + UUID.randomUUID());

  @Test
  void retryWhilePending_attachesAndIsCounted() {
    var first = api.submit(submission);
    var second = api.submit(submission);

    assertThat(second.text("id")).isEqualTo(first.text("id"));
    assertThat(api.story(first).body().get("repeats").asInt()).isEqualTo(1);
  }

  @Test
  void retryAfterApproval_attachesInTheSessionAndCanConsume() {
    var first = api.submit(submission);
    api.decide("alice", first, "approve");

    var second = api.submit(submission);

    assertThat(second.text("id")).isEqualTo(first.text("id"));
    assertThat(second.text("nextAction")).isEqualTo("consume");
  }

  @Test
  void retryWithoutSession_attachesToPendingOnly() {
    submission.remove("session");
    var first = api.submit(submission);
    assertThat(api.submit(submission).text("id")).isEqualTo(first.text("id"));
    api.decide("alice", first, "approve");

    assertThat(api.submit(submission).text("id")).isNotEqualTo(first.text("id"));
  }

  @Test
  void anotherCaller_neverAttaches() {
    var first = api.submit(submission);

    var gateway2 = api.post("gateway2", "/v1/approvals", submission);
    assertThat(gateway2.text("id")).isNotEqualTo(first.text("id"));
    submission.set("subject", Api.JSON.createObjectNode().put("id", "alice"));
    assertThat(api.submit(submission).text("id")).isNotEqualTo(first.text("id"));
  }

  @Test
  void recentDenial_standsInAnotherSessionAndInModeNew() {
    var first = api.submit(submission);
    api.decide("alice", first, "deny");

    for (var mode : new String[] {"attach", "new"}) {
      var again = api.submit(submission.put("session", "s-" + mode).put("mode", mode));
      assertThat(again.text("reasonCode")).isEqualTo("recently_denied");
      assertThat(again.text("message")).startsWith("NOT executed").contains("Do not try again");
    }
  }

  @Test
  void modeNew_asksAnewWhileTheFirstStaysOpen() {
    var first = api.submit(submission);
    var second = api.submit(submission.put("mode", "new"));

    assertThat(second.text("id")).isNotEqualTo(first.text("id"));
    assertThat(api.look(first).text("status")).isEqualTo("pending");
  }

  /** The server is restarted with a stricter policy while the request is open. */
  @Test
  void tightenedPolicy_supersedesTheOpenRequest(@TempDir Path data, @TempDir Path policies)
      throws Exception {
    demoPolicy(policies, "quorum: 1", "quorum: 1");
    var environment =
        Map.of("ASSENTOR_POLICY_DIR", policies.toString(), "ASSENTOR_POLICY_RELOAD", "200ms");
    try (var server = Assentor.start(data, environment)) {
      var first = server.api().submit(submission);
      var before = policyVersion(server.api());
      var policy = Files.readString(policies.resolve("policy.yaml"));
      Files.writeString(policies.resolve("policy.yaml"), policy.replace("quorum: 1", "quorum: 2"));
      Wait.until("the new policy is in force", () -> !policyVersion(server.api()).equals(before));

      var second = server.api().submit(submission);

      assertThat(second.text("id")).isNotEqualTo(first.text("id"));
      assertThat(second.text("status")).isEqualTo("pending");
      var superseded = server.api().look(first);
      assertThat(superseded.text("reasonCode")).isEqualTo("superseded");
      assertThat(superseded.text("nextAction")).isEqualTo("request");
      assertThat(superseded.text("message")).contains(second.text("id"));
    }
  }

  private static String policyVersion(Api api) {
    return api.get("audrey", "/v1/policies").text("policyVersion");
  }

  /** Evaluation mode's own files with one text replaced. */
  static void demoPolicy(Path policies, String text, String by) throws IOException {
    for (var file : new String[] {"policy.yaml", "directory.yaml"}) {
      Files.writeString(policies.resolve(file), PolicyDirectory.demo(file).replace(text, by));
    }
  }
}
