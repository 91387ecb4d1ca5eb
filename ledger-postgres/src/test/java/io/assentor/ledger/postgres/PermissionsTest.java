// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.LinkCode;
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

  private final PostgresLedger ledger = PostgresForTests.ledger();
  private final JdbcClient application = JdbcClient.create(PostgresForTests.application());
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());

  @ParameterizedTest
  @ValueSource(
      strings = {
        // what is recorded
        "update approval_event set body = body",
        "update approval_event set mac = mac",
        "update approval_event set tenant = 'mallory'",
        "delete from approval_event",
        "truncate approval_event",
        "insert into approval_event overriding system value"
            + " select approval_id, seq + 9, tenant, 1, xid, type, body, hash, mac"
            + " from approval_event",
        "insert into approval_event (approval_id, seq, tenant, xid, type, body, hash, mac)"
            + " select approval_id, seq + 9, tenant, '1'::xid8, type, body, hash, mac"
            + " from approval_event",
        "merge into approval_event e using approval a on e.approval_id = a.id"
            + " when matched then delete",
        "update approval_content set body = body",
        "update approval_content set salt = salt",
        "delete from approval_content",
        "truncate approval_content",
        "update rendering set body = body",
        "insert into rendering (approval_id, channel, body, mac)"
            + " select approval_id, channel, body, mac from rendering"
            + " on conflict (approval_id, channel) do update set body = excluded.body",
        "delete from rendering",
        "truncate rendering",
        // whose it is, what was submitted, that it is there
        "delete from approval",
        "truncate approval",
        "update approval set tenant = 'mallory'",
        "update approval set id = gen_random_uuid()",
        "update approval set server = 'other'",
        "update approval set tool = 'other'",
        "update approval set subject = 'other'",
        "update approval set agent = 'other'",
        "update approval set gateway = 'other'",
        "update approval set session = 'other'",
        "update approval set rule = 'other'",
        "update approval set barred = '{}'",
        "update approval set submitted_at = now()",
        "update approval set expires_at = 'infinity'",
        "update approval set attach_key = ''",
        "update approval set denial_key = ''",
        "update approval set version = version - 1",
        "update approval set status = 'approved', tenant = 'mallory'",
        "insert into approval select * from approval on conflict (id)"
            + " do update set tenant = 'mallory'",
        // what was refused, carried out, sent, and under which policy
        "update command set digest = ''",
        "delete from command",
        "update attempt set refusal = ''",
        "delete from attempt",
        "insert into attempt (approval_id, at, by_tenant, by_issuer, by_name, command, refusal,"
            + " detail) select id, 'epoch', '', '', '', '', '', '' from approval",
        "update delivery set recipient = 'mallory'",
        "update delivery set approval_id = gen_random_uuid()",
        "delete from delivery",
        "update versioned_content set content = content",
        "delete from versioned_content",
        "update tenant_key set key = ''",
        "delete from tenant_key",
        // denials and keys that still count
        "delete from recent_denial",
        "truncate recent_denial",
        "update recent_denial set denial_key = ''",
        "update recent_denial set until = until - interval '1 minute'",
        "delete from idempotency_key",
        "update idempotency_key set approval_id = gen_random_uuid()",
        "update idempotency_key set until = 'epoch'",
        // accounts
        "update account_link set person = 'mallory'",
        "update account_link set account = 'U666'",
        "update account_link set tenant = 'mallory'",
        "update account_link set linked_at = 'epoch'",
        "delete from account_link",
        "truncate account_link",
        "update account_offer set account = 'U666'",
        // how it is guarded
        "insert into signing select clock_timestamp(), 0, 0, 0, 0, 0, ''",
        "update signing set specimen = ''",
        "delete from signing",
        "update maintenance set at = now()",
        "delete from flyway_schema_history",
        "update flyway_schema_history set success = false",
        "drop table approval_event",
        "alter table approval_event disable trigger all",
        "alter table approval_event owner to assentor_app",
        "alter table account_link disable trigger keep_ended_link",
        "drop trigger version_grows on approval",
        "create trigger mine before insert on approval_event"
            + " for each row execute function suppress_redundant_updates_trigger()",
        "create rule mine as on update to approval do instead nothing",
        "create or replace function only_grows() returns trigger language plpgsql as"
            + " 'begin return new; end'",
        "create or replace function locked_entry(wanted uuid, of_tenant text) returns setof"
            + " approval language sql as 'select * from approval'",
        "alter function locked_entry(uuid, text) set search_path = public",
        "create function mine() returns int language sql as 'select 1'",
        "create function public.now() returns timestamptz language sql as 'select null'",
        "create table mine (id int)",
        "create temporary table approval (id uuid)",
        "create view mine as select * from approval",
        "create schema mine",
        "create policy mine on approval using (true)",
        "alter table approval enable row level security",
        "create role mine superuser",
        "alter role assentor_app superuser",
        "set role postgres",
        "set session authorization postgres",
        "set session_replication_role = replica",
        "grant postgres to assentor_app",
        "alter system set fsync = off",
        "copy approval_event to program 'cat'",
        "select pg_read_file('postgresql.conf')",
        "select lo_import('/etc/passwd')",
        "do $$ begin lock table approval_event in access exclusive mode; end $$",
        "comment on table approval_event is 'mine'",
      })
  void runningRole_canTakeNothingBack(String statement) {
    var entry = submitted();
    deny(entry);
    linked();

    assertThatThrownBy(() -> application.sql(statement).update())
        .rootCause()
        .hasMessageMatching(
            "(?s).*(permission denied|must be owner|must be able to SET ROLE"
                + "|must be superuser|only grows|Only roles with|Permission denied to).*");
  }

  private void deny(ApprovalRecord entry) {
    var standing = Fixtures.standing("alice", "approver");
    var view = entry.approval().request().view();
    var command = new Command.Decide(standing, Verdict.DENY, "no", view);
    ledger.execute(entry.id(), new CommandId("click"), command);
  }

  /** A link that stands and an offer that waits, so that statements about them find rows. */
  private static void linked() {
    var links =
        new PostgresAccountLinks(
            PostgresForTests.application(), PostgresForTests.KEYS, DamageReport.NONE);
    var alice = new Principal("links-" + UUID.randomUUID(), "https://issuer.example", "alice");
    var account = new Principal(alice.tenant(), "slack:/T1", "U1");
    var code = LinkCode.random();
    links.offer(new Offer(account, "alice", "alice@example.com"), code);
    links.take(code, "alice", alice);
    links.offer(new Offer(account, "alice", "alice@example.com"), LinkCode.random());
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
