// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.TemporalAtHand;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two API processes on one database, and many callers at once over HTTP. */
@ExtendWith(TemporalAtHand.class)
@ResourceLock(SharedServer.LOCK)
class TwoProcessesIT {

  private static final int THREADS = 64;

  @Test
  @Tag("both-temporals") // with a worker beside each of them
  void waiterInOneProcess_wakesOnADecisionInTheOther(@TempDir Path data) {
    try (var one = Assentor.start(data, Map.of());
        var two = Assentor.start(data, one.sharing())) {
      var submission = Api.submission("shared");
      var waiting =
          one.api().postLater("gateway", "/v1/approvals", submission, "Prefer", "wait=60");
      var tokens = one.api();
      Wait.until(
          "the other process sees it", () -> mine(tokens, two).body().get("items").size() == 1);
      var request = mine(tokens, two).body().get("items").get(0);

      var body = "{\"verdict\": \"approve\", \"view\": \"" + request.get("view").asString() + "\"}";
      var decided =
          two.api()
              .post(
                  "",
                  "/v1/approvals/" + request.get("id").asString() + "/decisions",
                  body,
                  "Authorization",
                  "Bearer " + tokens.token("alice"));

      assertThat(decided.text("status")).isEqualTo("approved");
      assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
    }
  }

  private static Answer mine(Api tokens, Assentor process) {
    return process
        .api()
        .get("", "/v1/approvals?mine=true", "Authorization", "Bearer " + tokens.token("alice"));
  }

  @Test
  void mixedVerdictsAtOnce_haveOneOutcomeAndEveryoneIsToldTheTruth() {
    var api = SharedServer.api();
    var request = api.submit(Api.submission("race-" + System.nanoTime()));
    var approvers = new String[] {"alice", "bob", "carol"};

    var answers =
        IntStream.range(0, THREADS)
            .mapToObj(
                i ->
                    api.postLater(
                        approvers[i % 3],
                        "/v1/approvals/" + request.text("id") + "/decisions",
                        Api.JSON
                            .createObjectNode()
                            .put("verdict", i % 2 == 0 ? "approve" : "deny")
                            .put("view", request.text("view"))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    var outcome = api.look(request).text("status");
    assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
    assertThat(answers)
        .filteredOn(a -> a.status() == 200)
        .allMatch(a -> a.text("status").equals(outcome));
    var codes =
        answers.stream()
            .filter(a -> a.status() != 200)
            .collect(Collectors.groupingBy(a -> a.text("code"), Collectors.counting()));
    assertThat(codes.keySet()).isSubsetOf("closed", "already-decided");
    assertThat(api.story(request).body().get("attempts")).hasSize(THREADS - 1);
    assertThat(api.story(request).body().get("events")).hasSize(3);
  }

  @Test
  void consumptionsAtOnce_releaseOnce() {
    var api = SharedServer.api();
    var submission = Api.submission("race-" + System.nanoTime());
    var request = api.submit(submission);
    api.decide("alice", request, "approve");

    var answers =
        IntStream.range(0, THREADS)
            .mapToObj(
                i ->
                    api.postLater(
                        "gateway",
                        "/v1/approvals/" + request.text("id") + "/consume",
                        Api.consumption(submission, "attempt-" + i)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).filteredOn(a -> a.body().path("allow").asBoolean(false)).hasSize(1);
    assertThat(answers)
        .filteredOn(a -> a.status() == 409)
        .hasSize(THREADS - 1)
        .allMatch(a -> a.text("code").equals("already-released"));
  }
}
