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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest requests there are, many at once, in a small process that ends at the first
 * OutOfMemoryError.
 */
@ExtendWith(TemporalAtHand.class)
@Tag("embedded")
class MemoryIT {

  private static final List<String> SMALL =
      List.of("-Xmx384m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC");

  private static final int AT_ONCE = 48;

  /** In each of the requests. */
  private static final int NUMBERS = 24_000;

  /** Of 1 MiB, and with as many values as are read. */
  private static String arguments(String name) {
    var objects = "{\"k\":1},".repeat(NUMBERS);
    return "{\"name\":\""
        + name
        + "\",\"a\":["
        + objects
        + "{}],\"t\":\""
        + "x".repeat(800_000)
        + "\"}";
  }

  private static String submission(String name) {
    return Api.submission("x")
        .put("session", "s-" + name)
        .toString()
        .replaceFirst("\\{[^{}]*\"name\":\"x\"[^{}]*}", arguments(name));
  }

  @Test
  void largeRequestsAtOnce_areTurnedAwayAndNothingOverflows(@TempDir Path data) throws Exception {
    try (var server = Assentor.start(data, Map.of(), Map.of(), null, SMALL)) {
      var api = server.api();
      var held = accepted(api, "first");
      var path = "/v1/approvals/" + held.text("id");
      var large = submission("large");
      var consumption =
          "{\"tool\":{\"server\":\"kubernetes\",\"name\":\"kubectl_delete\"},\"attemptId\":\"a\",\"arguments\":"
              + arguments("first")
              + "}";
      var said = "{\"reason\":\"x\",\"more\":" + arguments("x") + "}";

      var statuses = new ArrayList<Integer>();
      var all = new ArrayList<CompletableFuture<Answer>>();
      var waiting = new ArrayList<CompletableFuture<Answer>>();
      for (int i = 0; i < AT_ONCE / 8; i++) {
        waiting.add(
            api.postLater("gateway", "/v1/approvals", submission("n" + i), "Prefer", "wait=60"));
        all.add(api.getLater("audrey", "/v1/audit/approvals?limit=200"));
        all.add(api.getLater("audrey", path.replace("/v1", "/v1/audit")));
        all.add(api.postLater("gateway", "/v1/policies/explain", large));
        all.add(api.postLater("gateway", path + "/consume", consumption));
        all.add(api.postLater("gateway", path + "/cancel", said));
        all.add(api.postLater("alice", path + "/decisions", said));
        all.add(api.postLater("gateway", path + "/result", said));
        assertThat(api.isHealthy()).isTrue();
      }
      for (var one : all) {
        var answer = one.get(120, TimeUnit.SECONDS);
        statuses.add(answer.status());
        if (answer.status() == 503) {
          assertThat(answer.header("Retry-After")).isNotEmpty();
          assertThat(answer.text("code")).isEqualTo("over-capacity");
        }
      }
      assertThat(statuses).contains(503).isSubsetOf(200, 202, 400, 409, 413, 422, 503);
      assertThat(waiting)
          .filteredOn(CompletableFuture::isDone)
          .allSatisfy(it -> assertThat(it.join().status()).isIn(202, 503));
      waiting.forEach(it -> it.cancel(true));
      assertThat(api.isHealthy()).isTrue();

      var values = "{\"a\":[" + "{},".repeat(349_000) + "{}]}";
      assertThat(api.post("gateway", "/v1/approvals", values).status()).isEqualTo(413);

      assertThat(api.decide("alice", held, "approve").status()).isEqualTo(200);
      assertThat(
              api.post("gateway", path + "/consume", consumption).body().get("allow").asBoolean())
          .as("one call as large as there is fits")
          .isTrue();

      whatWaits_holdsNothingOfItsCall(server);
      assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }
  }

  /** Asked again until a look falls into a wait, however slow this machine is. */
  private static void whatWaits_holdsNothingOfItsCall(Assentor server) {
    var api = server.api();
    long pid = server.pids().getFirst();
    var number = new AtomicInteger();
    Wait.until(
        "a gateway waits and its call is not in memory",
        () -> {
          var name = "w" + number.incrementAndGet();
          var waiting =
              api.postLater("gateway", "/v1/approvals", submission(name), "Prefer", "wait=60");
          var search = "/v1/audit/approvals?session=s-" + name;
          Wait.until(
              name + " is recorded, or turned away",
              () -> waiting.isDone() || !api.get("audrey", search).body().get("items").isEmpty());
          long numbers = LiveInstances.of("io.assentor.core.json.Json$Num", pid);
          boolean waits = !waiting.isDone();
          waiting.cancel(true);
          return waits && numbers < NUMBERS;
        });
  }

  private static Answer accepted(Api api, String name) {
    var answer = api.post("gateway", "/v1/approvals", submission(name));
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    return answer;
  }
}
