// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tool whose ids a double would round, from submission to release, over HTTP. */
class ExactIntegersIT {

  private static final long ID = 9007199254740993L;

  private final Api api = SharedServer.api();
  private final ObjectNode submission = Api.submission("checkout-" + UUID.randomUUID());

  private ObjectNode exact(long id) {
    var asked = submission.deepCopy().put("integers", "exact");
    ((ObjectNode) asked.get("arguments")).put("id", id);
    return asked;
  }

  private static ObjectNode consumption(JsonNode submission, String attemptId) {
    var body = Api.consumption(submission, attemptId);
    body.set("integers", submission.get("integers"));
    return body;
  }

  @Test
  void callWithALongId_isReleasedToTheLastDigitAndItsNeighbourIsNot() {
    var pending = api.submit(exact(ID));
    assertThat(pending.text("reasonCode")).isEqualTo("awaiting_approval");
    assertThat(pending.text("fingerprint")).matches("2\\.[A-Za-z0-9_-]{43}");
    assertThat(api.submit(exact(ID)).text("id")).isEqualTo(pending.text("id"));
    assertThat(api.submit(exact(ID - 1)).text("id")).isNotEqualTo(pending.text("id"));
    var seen = api.look("alice", pending);
    assertThat(raw(seen)).contains("\"id\":" + ID + ",").contains("\"integers\":\"exact\"");
    var page = new Visit(api.url());
    var path = "/approvals/" + pending.text("id");
    assertThat(page.signIn("alice", path).body()).contains(String.valueOf(ID));

    api.decide("alice", pending, "approve");

    var neighbour = consumption(exact(ID - 1), "a1");
    problem(api.consume("gateway", pending, neighbour), 422, "different-call");
    var asDoubles = Api.consumption(exact(ID), "a1");
    var refused = api.consume("gateway", pending, asDoubles);
    problem(refused, 422, "not-i-json");
    assertThat(refused.text("pointer")).isEqualTo("/arguments/id");
    assertThat(refused.text("detail")).contains("\"integers\": \"exact\"");
    var released = api.consume("gateway", pending, consumption(exact(ID), "a1"));
    assertThat(released.body().get("allow").asBoolean()).isTrue();
    assertThat(raw(released)).contains("\"id\":" + ID + ",");
    assertThat(raw(api.story(pending))).contains("\"id\":" + ID + ",");
    var verified =
        api.get("audrey", "/v1/audit/approvals/" + pending.text("id") + "/verify").body();
    assertThat(verified.get("valid").asBoolean()).isTrue();
  }

  @Test
  void sameCallWithoutIntegers_isAnotherCall() {
    var pending = api.submit(exact(7));
    api.decide("alice", pending, "approve");

    problem(
        api.consume("gateway", pending, Api.consumption(exact(7), "a1")), 422, "different-call");
    assertThat(api.consume("gateway", pending, consumption(exact(7), "a1")).status())
        .isEqualTo(200);
  }

  @Test
  void longIdWithoutIntegers_isRefusedNamingTheMember() {
    for (var asked : new ObjectNode[] {without(), exact(ID).put("integers", "double")}) {
      for (var path : new String[] {"/v1/approvals", "/v1/policies/explain"}) {
        var refused = api.post("gateway", path, asked);
        problem(refused, 422, "not-i-json");
        assertThat(refused.text("pointer")).isEqualTo("/arguments/id");
        assertThat(refused.text("expected")).contains("\"integers\": \"exact\"");
      }
    }
    assertThat(api.post("gateway", "/v1/policies/explain", exact(ID)).status()).isEqualTo(200);
  }

  private ObjectNode without() {
    var asked = exact(ID);
    asked.remove("integers");
    return asked;
  }

  @Test
  void integerPast64Bits_isRefusedSayingSo() {
    var asked = exact(ID).toString().replace(String.valueOf(ID), "18446744073709551616");

    var refused = api.post("gateway", "/v1/approvals", asked);

    problem(refused, 400, "invalid-request");
    assertThat(refused.text("detail"))
        .isEqualTo("/arguments/id: expected an integer from -2^63 to 2^64 - 1.");
  }

  @Test
  void idempotencyKey_tellsNeighboursApart() {
    var key = "key-" + UUID.randomUUID();
    var first = api.submit(exact(ID), "Idempotency-Key", key);

    assertThat(api.submit(exact(ID), "Idempotency-Key", key).text("id"))
        .isEqualTo(first.text("id"));
    problem(api.submit(exact(ID - 1), "Idempotency-Key", key), 409, "key-reused");
  }

  private static String raw(Answer answer) {
    return new String(answer.raw().body(), StandardCharsets.UTF_8);
  }

  private static void problem(Answer answer, int status, String code) {
    assertThat(answer.text("code")).as(answer.body().toString()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }
}
