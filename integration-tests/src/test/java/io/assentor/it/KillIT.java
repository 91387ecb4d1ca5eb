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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, and what is found afterwards. */
@ExtendWith(TemporalAtHand.class)
class KillIT {

  private static final int HELD = 60;
  private static final int WAITERS = 20;

  @TempDir private Path data;

  @Test
  @Tag("both-temporals")
  void heldCalls_surviveWithTheirTimeAndAreNotAnnouncedAgain() {
    try (var server = Assentor.start(data, Map.of())) {
      var api = server.api();
      var held = submitAll(api);
      var waiters = waitOn(api, held.subList(0, WAITERS));
      awaitAnnounced(server, held);

      server.kill();
      assertThat(waiters)
          .allSatisfy(w -> Wait.until("its connection broke", w::isCompletedExceptionally));
      server.restart(Map.of());

      for (var before : held) {
        var after = api.look(before);
        assertThat(after.text("status")).isEqualTo("pending");
        assertThat(after.text("expiresAt")).isEqualTo(before.text("expiresAt"));
        assertThat(Instant.parse(after.text("expiresAt"))).isAfter(Instant.now());
      }

      var reconnected = waitOn(api, held.subList(0, WAITERS));
      for (var request : held) {
        assertThat(api.decide("alice", request, "approve").text("status")).isEqualTo("approved");
      }
      for (int i = 0; i < WAITERS; i++) {
        var answer = reconnected.get(i).join();
        assertThat(answer.text("id")).as("it attached").isEqualTo(held.get(i).text("id"));
        assertThat(answer.text("reasonCode")).isEqualTo("approved");
      }
      held.forEach(request -> awaitOutcome(server, request));
      assertThat(count(server, "outcome default/")).isEqualTo(HELD);
      assertThat(count(server, "announcement default/")).isEqualTo(HELD);
      assertThat(api.deliveries(held.getFirst()))
          .containsExactly(
              "announcement claims=1 receipt=logged", "outcome claims=1 receipt=logged");
    }
  }

  @Test
  void killBetweenSubmissionAndWorkflowStart_isMadeGood() {
    try (var server = Assentor.start(data, Map.of(), Assentor.WITHOUT_TEMPORAL)) {
      var api = server.api();
      var held = api.submit(Api.submission("orphan"));
      var impatient = api.submit(Api.submission("impatient").put("expiresIn", 1));
      assertThat(api.deliveries(held)).isEmpty();
      server.kill();

      server.restart(Map.of());

      awaitAnnounced(server, List.of(held));
      assertThat(api.deliveries(held)).containsExactly("announcement claims=1 receipt=logged");
      Wait.until(
          "the expiry is recorded",
          () -> api.story(impatient).body().get("events").toString().contains("\"expired\""));
      assertThat(api.decide("alice", held, "approve").text("status")).isEqualTo("approved");
    }
  }

  @Test
  @Tag("both-temporals")
  void killBetweenDecisionAndAnnouncement_isMadeGoodAndNothingIsSaidTwice() {
    try (var server = Assentor.start(data, Map.of())) {
      var api = server.api();
      var held = api.submit(Api.submission("decided"));
      awaitAnnounced(server, List.of(held));
      server.kill();

      server.restart(Assentor.WITHOUT_TEMPORAL);
      var waiting = waitOn(api, List.of(held)).getFirst();
      var decided = api.decide("alice", held, "approve");
      assertThat(decided.text("status"))
          .as("a decision counts without Temporal")
          .isEqualTo("approved");
      assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
      assertThat(count(server, "outcome default/")).isZero();
      server.kill();

      server.restart(Map.of());
      awaitOutcome(server, held);
      assertThat(count(server, "outcome default/")).isEqualTo(1);
      assertThat(api.look(held).text("reasonCode")).isEqualTo("approved");
      assertThat(api.deliveries(held))
          .containsExactly(
              "announcement claims=1 receipt=logged", "outcome claims=1 receipt=logged");
    }
  }

  private static List<Answer> submitAll(Api api) {
    var held = new ArrayList<Answer>();
    for (int i = 0; i < HELD; i++) {
      var answer = api.submit(Api.submission("held-" + i));
      assertThat(answer.status()).isEqualTo(202);
      held.add(answer);
    }
    return held;
  }

  /** Gateways that submit the same again, attach and wait. */
  private static List<CompletableFuture<Answer>> waitOn(Api api, List<Answer> held) {
    return held.stream()
        .map(
            request -> {
              var name = api.story(request).body().at("/approval/request/arguments/name");
              var again = Api.submission(name.asString());
              return api.postLater("gateway", "/v1/approvals", again, "Prefer", "wait=60");
            })
        .toList();
  }

  /** By the receipts, which come after the line in the log. */
  private static void awaitAnnounced(Assentor server, List<Answer> held) {
    for (var request : held) {
      Wait.until(
          "it is announced",
          () -> server.api().deliveries(request).contains("announcement claims=1 receipt=logged"));
    }
  }

  private static void awaitOutcome(Assentor server, Answer request) {
    Wait.until(
        "its outcome is told",
        () -> server.api().deliveries(request).contains("outcome claims=1 receipt=logged"));
  }

  private static int count(Assentor server, String text) {
    return (int) server.log().lines().filter(line -> line.contains(text)).count();
  }
}
