// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.Stack;
import io.assentor.harness.TemporalAtHand;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A real Temporal is killed under load, or loses everything it knew. */
@Tag("real-temporal")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@ExtendWith(TemporalAtHand.class)
class TemporalLossIT {

  private static final int CALLERS = 4;
  private static final Duration PACE = Duration.ofMillis(1500);

  private static final int PENDING = 30;
  private static final int EXPIRING = 5;

  @SuppressWarnings("NullAway.Init") // started before the first test
  private static Stack stack;

  @TempDir private Path data;

  @BeforeAll
  static void start() {
    stack = Stack.start(Map.of());
  }

  @AfterAll
  static void close() {
    stack.close();
  }

  @Test
  void killedTemporal_delaysOnlyWhatItTells() throws Exception {
    try (var server = Assentor.start(data, Map.of(), Map.of(), stack, Assentor.SHORT_LIVED);
        var executor = Executors.newScheduledThreadPool(CALLERS)) {
      var api = server.api();
      var finished = new ConcurrentLinkedQueue<Answer>();
      var load = load(api, executor, finished);
      Wait.until("the load runs", () -> finished.size() >= 2 * CALLERS);

      var late = api.submit(Api.submission("late").put("expiresIn", 20));
      var submission = Api.submission("expiring").put("expiresIn", 10);
      var expiring = api.submit(submission);
      while (!announcedBeforeItExpires(api, expiring)) { // too slow a machine: give it longer
        submission.put("expiresIn", 2 * submission.get("expiresIn").asInt());
        expiring = api.submit(submission);
      }
      var waiting = api.postLater("gateway", "/v1/approvals", submission, "Prefer", "wait=60");
      stack.temporal().kill();
      int atTheKill = finished.size();

      assertThat(waiting.join().text("reasonCode"))
          .as("the gateway hears of the expiry without any timer")
          .isEqualTo("nobody_decided");
      var refused = api.decide("alice", expiring, "approve");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("code")).isEqualTo("closed");
      assertThat(api.events(expiring))
          .as("nobody was there to record it")
          .doesNotContain("expired");
      Wait.until(
          "decisions land and gateways are answered meanwhile",
          () -> finished.size() >= atTheKill + 4 * CALLERS);

      stack.temporal().restart();
      for (var request : List.of(expiring, late)) {
        Wait.until("the expiry is recorded", () -> api.events(request).contains("expired"));
        Wait.until("and told", () -> toldOnce(api, request));
      }
      for (var caller : load) {
        end(caller);
      }
      assertThat(finished).hasSizeGreaterThan(6 * CALLERS);
      finished.forEach(
          request -> Wait.until("its outcome is told once", () -> toldOnce(api, request)));
    }
  }

  /** Ends a load, unless one of its cycles failed: that error surfaces here. */
  private static void end(Future<?> caller) throws Exception {
    caller.cancel(false);
    try {
      caller.get();
    } catch (CancellationException e) {
      // as it should: it ran until it was told to stop
    }
  }

  /**
   * Gateways that submit, wait, and consume what alice approves; none of it may ever fail. They
   * keep a pace, so that what there is to tell afterwards depends on no machine's speed.
   */
  private static List<Future<?>> load(
      Api api, ScheduledExecutorService executor, Collection<Answer> finished) {
    return IntStream.range(0, CALLERS)
        .<Future<?>>mapToObj(
            caller -> {
              var calls = new AtomicInteger();
              return executor.scheduleAtFixedRate(
                  () -> {
                    var name = "load-" + caller + "-" + calls.incrementAndGet();
                    finished.add(cycle(api, Api.submission(name)));
                  },
                  0,
                  PACE.toMillis(),
                  TimeUnit.MILLISECONDS);
            })
        .toList();
  }

  private static Answer cycle(Api api, ObjectNode submission) {
    var request = api.submit(submission);
    assertThat(request.status()).isEqualTo(202);
    var waiting = api.postLater("gateway", "/v1/approvals", submission, "Prefer", "wait=60");
    assertThat(api.decide("alice", request, "approve").text("status")).isEqualTo("approved");
    assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
    var released = api.consume("gateway", request, Api.consumption(submission, "a"));
    assertThat(released.body().get("allow").asBoolean()).isTrue();
    return request;
  }

  private static boolean announcedBeforeItExpires(Api api, Answer request) {
    Wait.until(
        "it is announced or has expired",
        () -> announced(api, request) || !api.look(request).text("status").equals("pending"));
    return api.look(request).text("status").equals("pending");
  }

  private static boolean announced(Api api, Answer request) {
    return api.deliveries(request).contains("announcement claims=1 receipt=logged");
  }

  /** One announcement, at most, and one outcome; what was decided at once is not announced. */
  private static boolean toldOnce(Api api, Answer request) {
    var deliveries = api.deliveries(request);
    assertThat(deliveries).doesNotHaveDuplicates();
    assertThat(deliveries).allMatch(delivery -> delivery.contains("claims=1"));
    return deliveries.contains("outcome claims=1 receipt=logged");
  }

  @Test
  void wipedTemporal_isFilledAgainAndNothingIsAnnouncedAgain() {
    try (var server = Assentor.start(data, Map.of(), Map.of(), stack, Assentor.SHORT_LIVED)) {
      var api = server.api();
      var expiring = submit(api, EXPIRING, 30);
      var pending = submit(api, PENDING, 1_800);
      for (var request : pending) {
        Wait.until("it is announced", () -> announced(api, request));
      }

      stack.temporal().wipe();
      for (var request : pending) {
        assertThat(api.decide("alice", request, "deny").text("status")).isEqualTo("denied");
      }

      for (var request : pending) {
        Wait.until("its outcome is told", () -> toldOnce(api, request));
      }
      for (var request : expiring) {
        Wait.until("its expiry is told", () -> toldOnce(api, request));
        assertThat(api.look(request).text("reasonCode")).isEqualTo("nobody_decided");
      }
      for (var request : pending) {
        assertThat(announcements(server, request)).isEqualTo(1);
      }
    }
  }

  private static List<Answer> submit(Api api, int count, int expiresIn) {
    var requests = new ArrayList<Answer>();
    for (int i = 0; i < count; i++) {
      var name = "expires-in-" + expiresIn + "-" + i;
      var request = api.submit(Api.submission(name).put("expiresIn", expiresIn));
      assertThat(request.status()).isEqualTo(202);
      requests.add(request);
    }
    return requests;
  }

  private static long announcements(Assentor server, Answer request) {
    var line = "announcement default/" + request.text("id");
    return server.log().lines().filter(it -> it.contains(line)).count();
  }
}
