// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.assentor.core.approval.Approval;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Requirement;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What answers show of a request is what its view is the hash of. */
class AnswersTest {

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"));
  private final Answers answers;

  AnswersTest() throws JOSEException {
    var key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    var tokens = new DecisionTokens("https://assentor.example", key);
    answers = new Answers("https://assentor.example", tokens, ledger);
  }

  private ApprovalRecord submitted(String name, String claim) {
    var call = Fixtures.call(name);
    var claims = Json.object().put(claim, Json.Bool.TRUE).build();
    NewRequest request =
        Fixtures.withCall(
            Fixtures.request(name),
            new ToolCall(call.server(), call.name(), null, claims, call.arguments()));
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }

  /** Another call, other annotations and other words in the content's row change nothing. */
  @Test
  void request_isTheStoredRenderingAndNotTheContentsRow() {
    var entry = submitted("checkout", "destructiveHint");
    var salt = entry.content().salt();
    var other = Json.object().put("readOnlyHint", Json.Bool.TRUE).build();
    var altered =
        new CallContent(
            salt,
            new ToolCall("other", "other", "other", other, Json.Obj.EMPTY),
            new CallContext("other words", 9.0, List.of("other"), null),
            null);

    var honest = answers.of(entry, true).request();
    var shown =
        answers.of(new ApprovalRecord(entry.approval(), altered, 0, entry.asOf()), true).request();

    var claims = Json.object().put("destructiveHint", Json.Bool.TRUE).build();
    assertThat(shown)
        .isEqualTo(honest)
        .isInstanceOfSatisfying(
            Answer.Request.class, it -> assertThat(it.tool().annotations()).isEqualTo(claims));
  }

  /** Where it may be decided is what an approver sees, too. */
  @Test
  void doorsAndGateway_areInTheRenderingThatTheViewIsTheHashOf() {
    var base = Fixtures.ONE_APPROVER;
    var onPages =
        new Requirement(
            base.stages(),
            base.expireAfter(),
            base.validFor(),
            Doors.of(Door.PAGE_STEP_UP),
            1,
            Requirement.Unreachable.FAIL,
            List.of());
    var submit = Fixtures.submit(Fixtures.request("checkout"), Fixtures.requiring(onPages));
    var entry = ledger.submit(submit).entry();
    var request = answers.of(entry, true).request();
    var stored = submit.rendering().body();

    assertThat(request)
        .isInstanceOfSatisfying(
            Answer.Request.class,
            it -> {
              assertThat(it.assurance()).containsExactly(Door.PAGE_STEP_UP.text());
              assertThat(it.gateway().issuer()).isEqualTo(Fixtures.ISSUER);
            });
    assertThat(stored.get("doors")).isEqualTo(Json.strings(List.of(Door.PAGE_STEP_UP.text())));
    assertThat(stored.get("gatewayIssuer")).isEqualTo(Json.of(Fixtures.ISSUER));
  }

  @Test
  void requestOfWhichAnotherRenderingIsStored_isNotShown() {
    var entry = submitted("checkout", "destructiveHint");
    var other = submitted("payments", "readOnlyHint");
    var approval = Approval.fold(entry.id(), List.of(other.approval().request()));
    var mixed = new ApprovalRecord(approval, entry.content(), 0, entry.asOf());

    assertThat(answers.of(mixed, true).request()).isNull();
    assertThat(answers.of(mixed, false).request()).isNull();
    assertThatThrownBy(() -> answers.shown(mixed, true))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("api rendering");
    assertThat(answers.shown(mixed, false).request()).isNull();
  }
}
