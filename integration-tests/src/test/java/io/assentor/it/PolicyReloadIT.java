// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.testkit.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Policy and people change while the server runs. */
@Execution(ExecutionMode.CONCURRENT)
class PolicyReloadIT {

  private static final String POLICY =
      """
      default: {require: {stages: [{role: approver}], expireAfter: %s}}
      """;
  private static final int RELOADS = 12;
  private static final int CALLERS = 4;

  /**
   * Of each caller between calls: each call is held, and what is held costs as long as it lasts.
   */
  private static final Duration PAUSE = Duration.ofMillis(20);

  @TempDir private Path data;

  @Test
  void changedFiles_comeIntoForceOrAreRefusedAndNobodyIsLeftWaiting() throws Exception {
    var files = PolicyDirectory.of(POLICY.formatted("30m"));
    var settings =
        Map.of(
            "ASSENTOR_POLICY_DIR",
            files.toString(),
            "ASSENTOR_POLICY_RELOAD",
            "200ms",
            "ASSENTOR_DIRECTORY_GRACE",
            "1s");
    try (var server = Assentor.start(data, settings)) {
      var api = server.api();
      underLoad_noRequestIsDropped(api, files);
      brokenFile_isRefusedByLineAndHealthSaysSo(api, files);
      lastApproversDisabled_theGatewayHearsOfItAfterTheGrace(api, files);
    }
  }

  private static void underLoad_noRequestIsDropped(Api api, PolicyDirectory files)
      throws Exception {
    var answers = new ConcurrentLinkedQueue<Answer>();
    var stop = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        var name = "load-" + caller + "-";
        executor.execute(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                answers.add(api.submit(Api.submission(name + i)));
                LockSupport.parkNanos(PAUSE.toNanos());
              }
            });
      }
      try {
        for (int reload = 1; reload <= RELOADS; reload++) {
          var before = version(api);
          files.write("policy.yaml", POLICY.formatted(30 + reload + "m"));
          Wait.until("the new policy is in force", () -> !version(api).equals(before));
          int soFar = answers.size();
          Wait.until("calls are judged by it", () -> answers.size() > soFar + CALLERS);
        }
      } finally {
        stop.set(true);
      }
    }
    assertThat(answers)
        .hasSizeGreaterThan(RELOADS * CALLERS)
        .allMatch(answer -> answer.status() == 202);
    var versions = new HashSet<String>();
    for (var answer : answers) {
      versions.add(policyOf(api, answer));
    }
    assertThat(versions).as("each was judged by one of them").hasSizeGreaterThan(RELOADS / 2);
  }

  private static String policyOf(Api api, Answer answer) {
    var submitted = api.story(answer).body().get("events").get(0);
    return submitted.at("/data/assessment/policyVersion").asString();
  }

  private static void brokenFile_isRefusedByLineAndHealthSaysSo(Api api, PolicyDirectory files)
      throws Exception {
    var before = version(api);
    files.write("extra.yaml", "rules:\n  - id: broken\n    when: 1 +\n    allow: {}\n");
    Wait.until("health says so", () -> health(api).contains("DEGRADED"));

    var state = api.get("audrey", "/v1/policies");
    assertThat(state.text("refused")).startsWith("extra.yaml:3: /rules/0/when: expected a CEL");
    assertThat(state.text("policyVersion")).as("what runs stays").isEqualTo(before);
    assertThat(api.submit(Api.submission("meanwhile")).status()).isEqualTo(202);
    assertThat(api.get("alice", "/v1/policies").status()).isEqualTo(403);

    files.write("extra.yaml", "rules: []\n");
    Wait.until("health is well again", () -> health(api).contains("UP"));
    assertThat(api.get("audrey", "/v1/policies").body().has("refused")).isFalse();
  }

  private static void lastApproversDisabled_theGatewayHearsOfItAfterTheGrace(
      Api api, PolicyDirectory files) {
    var waiting =
        api.postLater("gateway", "/v1/approvals", Api.submission("waiting"), "Prefer", "wait=60");
    var people = PolicyDirectory.demo("directory.yaml");
    files.write(
        "directory.yaml",
        people.replace("roles: [approver],", "roles: [approver], disabled: true,"));

    var answer = waiting.join();
    assertThat(answer.text("status")).isEqualTo("failed");
    assertThat(answer.text("reasonCode")).isEqualTo("no_eligible_approver");
    assertThat(answer.text("message")).contains("too few people are left for stage 1");
    var next = api.submit(Api.submission("next"));
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.text("reasonCode")).isEqualTo("no_eligible_approver");
  }

  private static String version(Api api) {
    return api.get("audrey", "/v1/policies").text("policyVersion");
  }

  private static String health(Api api) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(api.url() + "/actuator/health")).build();
      var response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
