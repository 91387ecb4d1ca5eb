// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.testkit.Fixtures;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the running role may not do, and what verification finds when the owner did it. */
class PermissionsTest {

  private final PostgresLedger ledger = new PostgresLedger(PostgresForTests.application());
  private final JdbcClient application = JdbcClient.create(PostgresForTests.application());
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update approval_event set body = body",
        "delete from approval_event",
        "truncate approval_event",
        "update approval_content set body = body",
        "delete from approval_content",
        "delete from approval",
        "update command set digest = ''",
        "delete from attempt",
        "update versioned_content set content = content",
        "update account_link set person = 'mallory'",
        "delete from account_link",
        "drop table approval_event",
        "create table mine (id int)",
      })
  void runningRole_cannotChangeTheRecord(String statement) {
    assertThatThrownBy(() -> application.sql(statement).update())
        .rootCause()
        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
  }

  static Stream<Arguments> tampering() {
    var hash = "hash = '\\x" + "00".repeat(32) + "'";
    return Stream.of(
        Arguments.of("update assentor.approval_event set " + hash, "does not link"),
        Arguments.of(
            "update assentor.approval_event set body ="
                + " convert_to(replace(convert_from(body, 'UTF8'), 'dana', 'dina'), 'UTF8')",
            "does not link"),
        Arguments.of("update assentor.approval_event set body = 'nonsense'", "cannot be read"),
        Arguments.of("update assentor.approval_event set seq = 2", "event 1 is missing"),
        Arguments.of("delete from assentor.approval_event", "there are no events"),
        Arguments.of("delete from assentor.approval_content", "the content is gone"),
        Arguments.of(
            "update assentor.approval_content set body ="
                + " convert_to(replace(convert_from(body, 'UTF8'), 'prod', 'prox'), 'UTF8')",
            "not the one with the recorded fingerprint"),
        Arguments.of(
            "update assentor.approval_content set body ="
                + " convert_to(replace(convert_from(body, 'UTF8'), 'stuck', 'fine'), 'UTF8')",
            "not the one with the recorded hash"),
        Arguments.of("update assentor.approval_content set body = '{}'", "cannot be read"),
        Arguments.of("update assentor.approval_content set salt = '\\x00'", "cannot be read"),
        Arguments.of(
            "update assentor.approval_event set body ="
                + " convert_to(replace(convert_from(body, 'UTF8'), '\"needed\":1', '\"needed\":0'),"
                + " 'UTF8')",
            "cannot be read"),
        Arguments.of(
            "update assentor.rendering set body = '{}'", "not the one with the recorded view"));
  }

  @ParameterizedTest
  @MethodSource("tampering")
  void verification_findsWhatTheOwnerChanged(String statement, String finding) {
    var entry = submitted();
    owner.sql(statement + " where approval_id = ?").param(entry.id().uuid()).update();

    var verification = ledger.verify(entry.id()).orElseThrow();

    assertThat(verification.valid()).isFalse();
    assertThat(String.join("\n", verification.problems())).contains(finding);
  }

  @Test
  void verification_findsAChangedStatus() {
    var entry = submitted();
    owner
        .sql("update assentor.approval set status = 'approved' where id = ?")
        .param(entry.id().uuid())
        .update();

    assertThat(ledger.verify(entry.id()).orElseThrow().problems())
        .isEqualTo(List.of("the current row says approved/1, the events pending/1"));
  }

  /** A hash of guessable text alone would give the text away after it was erased. */
  @Test
  void storedHashes_areKeyedByTheTenant() {
    var name = "keyed-" + UUID.randomUUID();
    var key = new IdempotencyKey(name, "asked", "bytes");
    var request = Fixtures.request(name, name, key);
    var entry =
        ledger.submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER))).entry();
    var view = entry.approval().request().view();
    var standing = Fixtures.standing("alice", "approver");
    var command = new Command.Decide(standing, Verdict.DENY, "a person's words", view);
    ledger.execute(entry.id(), new CommandId("click"), command);

    assertThat(text("select body_hash from assentor.idempotency_key where key = ?", name))
        .isNotEqualTo("body-hash")
        .hasSize(43);
    assertThat(text("select digest from assentor.command where approval_id = ?", entry.id().uuid()))
        .isNotEqualTo(command.contentHash())
        .hasSize(43);
  }

  private String text(String query, Object param) {
    return owner.sql(query).param(param).query(String.class).single();
  }

  private ApprovalRecord submitted() {
    var request = Fixtures.request("tampered-" + UUID.randomUUID());
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }
}
