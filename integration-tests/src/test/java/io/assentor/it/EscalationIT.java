// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.harness.TemporalAtHand;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reminder, escalation and expiry on a real clock, through a kill. */
@Tag("both-temporals")
@ExtendWith(TemporalAtHand.class)
class EscalationIT {

  /** As long as nobody has asked for anything. */
  private static final String UNUSED =
      "default: {require: {stages: [{role: approver}], expireAfter: 30m}}";

  @TempDir private Path data;

  @Test
  void nobodyAnswers_eachStepIsTakenAndToldOnceThroughAKill() {
    var policy = PolicyDirectory.of(UNUSED);
    var settings =
        Map.of("ASSENTOR_POLICY_DIR", policy.toString(), "ASSENTOR_POLICY_RELOAD", "200ms");
    long began = System.nanoTime();
    try (var server = Assentor.start(data, settings)) {
      long start = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds();
      useStepsThatOutlastARestart(server.api(), policy, start);
      var api = server.api();
      var decided = api.submit(Api.submission("decided-late"));
      var expired = api.submit(Api.submission("never-decided"));
      assertThat(api.decide("bob", decided, "approve").status())
          .as("before the stage is widened")
          .isEqualTo(403);
      for (var request : new Api.Answer[] {decided, expired}) {
        Wait.until("it is reminded of", () -> told(api, request, "reminder") == 1);
      }

      server.kill();
      server.restart(Map.of());
      var after = server.api();
      for (var request : new Api.Answer[] {decided, expired}) {
        Wait.until("the stage is widened", () -> told(after, request, "escalation") == 1);
      }
      assertThat(after.get("bob", "/v1/approvals?mine=true").body().get("items")).hasSize(2);
      assertThat(after.decide("bob", decided, "approve").text("status")).isEqualTo("approved");
      Wait.until("the other expires", () -> told(after, expired, "outcome") == 1);
      Wait.until("the outcome is told", () -> told(after, decided, "outcome") == 1);

      assertThat(after.look(expired).text("reasonCode")).isEqualTo("nobody_decided");
      assertThat(after.events(expired))
          .containsExactly("submitted", "reminded", "reminded", "escalated", "expired");
      assertThat(after.events(decided))
          .containsExactly("submitted", "reminded", "reminded", "escalated", "decided", "approved");
      for (var request : new Api.Answer[] {decided, expired}) {
        assertThat(told(after, request, "reminder"))
            .as("nobody is reminded twice of one")
            .isEqualTo(2);
        assertThat(after.deliveries(request)).hasSize(5).allMatch(it -> it.contains("claims=1 "));
        assertThat(
                server
                    .log()
                    .lines()
                    .filter(line -> line.contains("reminder default/" + request.text("id"))))
            .hasSize(2);
      }
    }
  }

  /** The steps wait as long as this machine, busy as it is, needs to come up again. */
  private static void useStepsThatOutlastARestart(Api api, PolicyDirectory policy, long start) {
    var unused = version(api);
    policy.write("policy.yaml", steps(2 + start, 3 + start, 10 + 3 * start));
    Wait.until("the policy is in force", () -> !version(api).equals(unused));
  }

  /** Nobody answers in time for the first stage's own people, whom alice is one of. */
  private static String steps(long remind, long widen, long expire) {
    return """
        default:
          require:
            stages: [{people: [alice]}]
            escalate:
              - {after: 1s, remind: true}
              - {after: %ds, remind: true}
              - {after: %ds, widen: {people: [bob]}}
            expireAfter: %ds
        """
        .formatted(remind, widen, expire);
  }

  private static String version(Api api) {
    return api.get("audrey", "/v1/policies").text("policyVersion");
  }

  private static long told(Api api, Api.Answer request, String purpose) {
    return api.deliveries(request).stream()
        .filter(it -> it.startsWith(purpose) && it.endsWith("receipt=logged"))
        .count();
  }
}
