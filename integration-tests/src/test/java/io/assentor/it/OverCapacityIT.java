// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than the server takes, or than its database can. */
class OverCapacityIT {

  @Test
  void tooManyAndOverCapacity_areToldWhenToComeBack(@TempDir Path data) {
    var limits = Map.of("ASSENTOR_SUBMISSIONS_PER_MINUTE", "5", "ASSENTOR_MAX_WAITING", "1");
    try (var server = Assentor.start(data, limits)) {
      var api = server.api();
      var waiting =
          api.postLater("gateway", "/v1/approvals", Api.submission("a"), "Prefer", "wait=60");
      Wait.until(
          "the first one waits",
          () -> !api.get("alice", "/v1/approvals?mine=true").body().get("items").isEmpty());
      var turnedAway = api.submit(Api.submission("b"), "Prefer", "wait=60");
      refused(turnedAway, 503, "over-capacity");
      assertThat(turnedAway.header("Retry-After")).isNotEmpty();
      var last = api.submit(Api.submission("c"));
      for (int i = 0; i < 11 && last.status() != 429; i++) { // a new minute may begin in between
        last = api.submit(Api.submission("c"));
      }
      refused(last, 429, "too-many-requests");
      assertThat(last.header("Retry-After")).isNotEmpty();
      assertThat(api.get("audrey", "/v1/audit/approvals").body().get("items"))
          .as("what was turned away is not recorded")
          .hasSize(2);

      server.stopEmbeddedDatabase();
      refused(api.get("alice", "/v1/approvals?mine=true"), 503, "over-capacity");
      assertThat(api.isHealthy()).isFalse();
      waiting.cancel(true);
    }
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("code")).isEqualTo(code);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }
}
