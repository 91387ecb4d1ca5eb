// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Submission;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.LinkCode;
import io.assentor.core.policy.Capacities;
import io.assentor.testkit.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What whoever has the running role's password can write, and that it gives them nothing. */
class ForgeryTest {

  private static final DamageReport UNHEARD = DamageReport.NONE;

  private final PostgresLedger ledger = PostgresForTests.ledger();
  private final JdbcClient forger = JdbcClient.create(PostgresForTests.application());
  private final PostgresTending tending =
      new PostgresTending(forger, PostgresForTests.KEYS, UNHEARD);
  private final PostgresAccountLinks links =
      new PostgresAccountLinks(PostgresForTests.application(), PostgresForTests.KEYS, UNHEARD);
  private final String name = "forged-" + UUID.randomUUID();

  @Test
  void forgedDecision_releasesNothing() {
    var entry = submitted(name);
    append(entry, decided(entry), approved());
    mislead(entry, "status = 'approved', version = 3, deciders = '{alice}', open_to = '{}'");

    assertThatThrownBy(() -> ledger.execute(entry.id(), null, consume(entry, 3)))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("event 2 was not written by Assentor");
    assertThatThrownBy(() -> ledger.find(entry.id())).isInstanceOf(DamagedRecordException.class);
    assertThat(ledger.verify(entry.id()).orElseThrow().problems())
        .contains("event 2 was not written by Assentor", "event 3 was not written by Assentor");
    assertThat(countOf("approval_event", entry.id())).as("nothing was appended").isEqualTo(3);
  }

  /** Every MAC there is was seen by the forger, but none is of this row. */
  @Test
  void eventsOfAnotherApproval_areNoneOfThisOne() {
    var approved = submitted("approved-" + name);
    ledger.execute(approved.id(), null, decide(approved, Verdict.APPROVE));
    var entry = submitted(name);

    forger
        .sql(
            "insert into approval_event (approval_id, seq, tenant, type, body, hash, mac)"
                + " select ?, seq, tenant, type, body, hash, mac from approval_event"
                + " where approval_id = ? and seq > 1")
        .params(entry.id().uuid(), approved.id().uuid())
        .update();

    assertThatThrownBy(() -> ledger.execute(entry.id(), null, consume(entry, 3)))
        .isInstanceOf(DamagedRecordException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status = 'approved'", "status = 'approved', version = 3"})
  void rowThatSaysApproved_releasesNothing(String lie) {
    var entry = submitted(name);
    mislead(entry, lie);

    var outcome = ledger.execute(entry.id(), null, consume(entry, 1));

    assertThat(outcome).isInstanceOf(CommandResult.Declined.class);
    assertThat(((CommandResult.Declined) outcome).refusal()).isInstanceOf(Refusal.Closed.class);
  }

  /** The forger can read the keys that find open calls, and write what they find. */
  @Test
  void openCallOfAnotherCall_answersNoSubmission() {
    var harmless = submitted("harmless-" + name);
    ledger.execute(harmless.id(), null, decide(harmless, Verdict.APPROVE));
    var harmful = submitted(name);
    forger
        .sql("update open_call set approval_id = ? where approval_id = ?")
        .params(harmless.id().uuid(), harmful.id().uuid())
        .update();

    var submission = submit(Fixtures.request(name));

    assertThat(submission).isInstanceOf(Submission.Created.class);
    assertThat(submission.entry().status()).isEqualTo(Status.PENDING);
    assertThat(submit(Fixtures.request(name)).entry().id())
        .as("the key is the new one's from then on")
        .isEqualTo(submission.entry().id());
  }

  @Test
  void idempotencyKeyOfAnotherCall_repeatsNothing() {
    var harmless = submitted("harmless-" + name);
    ledger.execute(harmless.id(), null, decide(harmless, Verdict.APPROVE));
    var keyed = new TenantKeys(forger).hash(Fixtures.TENANT, "body-hash");
    forger
        .sql("insert into idempotency_key values (?, ?, ?, ?, ?, ?, 'infinity')")
        .params(Fixtures.TENANT, Fixtures.GATEWAY.issuer(), Fixtures.GATEWAY.name(), name)
        .params(harmless.id().uuid(), keyed)
        .update();

    var key = new IdempotencyKey(name, "body-hash", "body-hash");
    var submission = submit(Fixtures.request(name, "session-1", key));

    assertThat(submission).isInstanceOf(Submission.KeyReused.class);
  }

  @Test
  void forgedCommand_doesNotPassForCarriedOut() {
    var entry = submitted(name);
    var deny = decide(entry, Verdict.DENY);
    forger
        .sql(
            "insert into command (approval_id, command_id, by_issuer, by_name, digest, at, mac)"
                + " values (?, 'click', ?, ?, ?, now(), '')")
        .params(entry.id().uuid(), deny.by().issuer(), deny.by().name())
        .param(new TenantKeys(forger).hash(Fixtures.TENANT, deny.contentHash()))
        .update();

    assertThatThrownBy(() -> ledger.execute(entry.id(), new CommandId("click"), deny))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("a recorded command was not written by Assentor");
  }

  @Test
  void forgedRendering_isNoGroundToApproveOn() {
    var entry = submitted(name);
    forger
        .sql(
            "insert into rendering (approval_id, channel, body, mac)"
                + " select approval_id, 'slack', body, mac from rendering where approval_id = ?")
        .param(entry.id().uuid())
        .update();

    assertThatThrownBy(() -> ledger.rendering(entry.id(), "slack"))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("what slack showed was not written by Assentor");
  }

  @Test
  void forgedLink_makesNobodyAPerson() {
    var alice = new Principal(name, "https://issuer.example", "alice");
    var account = new Principal(name, "slack:/T1", "U1");
    var code = LinkCode.random();
    links.offer(new Offer(account, "alice", "alice@example.com"), code);
    links.take(code, "alice", alice);
    forger
        .sql(
            "insert into account_link (id, tenant, issuer, account, described, address, person,"
                + " linked_at, by_issuer, by_name, mac) select gen_random_uuid(), tenant, issuer,"
                + " 'U666', described, address, 'bob', linked_at, by_issuer, by_name, mac"
                + " from account_link where tenant = ?")
        .param(name)
        .update();
    var forged = new Principal(name, "slack:/T1", "U666");

    assertThatThrownBy(() -> links.link(forged))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("was not written by Assentor");
    assertThatThrownBy(() -> links.people(forged)).isInstanceOf(DamagedRecordException.class);
    assertThat(links.open(name)).extracting("person").containsExactly("alice");
    assertThat(links.link(account)).isPresent();
  }

  /** Otherwise alice would say of the forger's account that it is hers. */
  @Test
  void offerThatWasChanged_isNotTaken() {
    var alice = new Principal(name, "https://issuer.example", "alice");
    var account = new Principal(name, "slack:/T1", "U666");
    var code = LinkCode.random();
    links.offer(new Offer(account, "mallory", "mallory@example.com"), code);
    forger
        .sql("update account_offer set address = 'alice@example.com' where tenant = ?")
        .param(name)
        .update();

    assertThatThrownBy(() -> links.offered(name, code)).isInstanceOf(DamagedRecordException.class);
    assertThatThrownBy(() -> links.take(code, "alice", alice))
        .isInstanceOf(DamagedRecordException.class);
    assertThat(links.open(name)).isEmpty();
  }

  /** All that the role may update, as badly as can be. */
  @Test
  void rowThatLies_misleadsListsOnly_andIsRepaired() {
    var entry = submitted(name);
    var by =
        new Candidate(
            Fixtures.standing("bob").human(), Capacities.of("bob", Set.of("approver"), Set.of()));
    mislead(
        entry,
        "version = 2147483647, status = 'expired', reason = 'nobody_decided', open_to = '{}',"
            + " deciders = '{bob}', tend_at = null, repeats = 0");
    assertThat(ledger.waiting(Fixtures.TENANT, by, 1_000)).noneMatch(it -> isOf(it.id(), entry));
    assertThat(ledger.find(entry.id()).orElseThrow().approval()).isEqualTo(entry.approval());
    assertThat(tending.tended(entry.id(), 1, Duration.ofHours(1)))
        .as("events are counted, not the row's version")
        .isTrue();

    mislead(entry, "tend_at = null");
    var repaired = tending.repair(null, 1_000).repaired();

    assertThat(repaired).contains(entry.id());
    assertThat(ledger.waiting(Fixtures.TENANT, by, 1_000)).anyMatch(it -> isOf(it.id(), entry));
    assertThat(tending.overdue(Duration.ofSeconds(-1), 100_000)).contains(entry.id());
    assertThat(tending.repair(null, 1_000).repaired()).doesNotContain(entry.id());

    var decided = ledger.execute(entry.id(), null, decide(entry, Verdict.APPROVE));
    assertThat(decided).isInstanceOf(CommandResult.Done.class);
    var consumed = ledger.execute(entry.id(), null, consume(entry, 3));
    assertThat(((CommandResult.Done) consumed).entry().approval().use(Instant.now()))
        .isEqualTo(Use.CONSUMED);
    Maintenance.run(PostgresForTests.owner());
    assertThat(ledger.verify(entry.id()).orElseThrow().events()).isEqualTo(4);
  }

  @Test
  void versionThatWasRaised_isLoweredByMaintenance() {
    var entry = submitted(name);
    mislead(entry, "version = 7");

    var done = Maintenance.run(PostgresForTests.owner());

    assertThat(done.get("version")).isPositive();
    assertThat(ledger.verify(entry.id()).orElseThrow().problems()).isEmpty();
  }

  @Test
  void repair_changesNothingThatIsRight() {
    var pending = submitted("pending-" + name);
    var approved = submitted("approved-" + name);
    ledger.execute(approved.id(), null, decide(approved, Verdict.APPROVE));
    var consumed = submitted("consumed-" + name);
    ledger.execute(consumed.id(), null, decide(consumed, Verdict.APPROVE));
    ledger.execute(consumed.id(), null, consume(consumed, 3));
    tending.tended(consumed.id(), 4, null);

    assertThat(tending.repair(null, 1_000).repaired())
        .doesNotContain(pending.id(), approved.id(), consumed.id());
  }

  @Test
  void repair_pagesFromTheNewestOn() {
    var first = submitted("1-" + name);
    var second = submitted("2-" + name);
    mislead(first, "status = 'denied'");
    mislead(second, "status = 'denied'");

    var newest = tending.repair(null, 1);

    assertThat(newest.repaired()).containsExactly(second.id());
    assertThat(tending.repair(newest.last(), 1).repaired()).containsExactly(first.id());
  }

  private static boolean isOf(ApprovalId id, ApprovalRecord entry) {
    return id.equals(entry.id());
  }

  private Submission submit(NewRequest request) {
    return ledger.submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)));
  }

  private ApprovalRecord submitted(String name) {
    return submit(Fixtures.request(name)).entry();
  }

  private void mislead(ApprovalRecord entry, String lie) {
    forger.sql("update approval set " + lie + " where id = ?").param(entry.id().uuid()).update();
  }

  /** With links that are right: they are hashes without a key. */
  private void append(ApprovalRecord entry, Event... events) {
    var link =
        forger
            .sql("select hash from approval_event where approval_id = ? order by seq desc limit 1")
            .param(entry.id().uuid())
            .query((row, n) -> row.getBytes(1))
            .single();
    int sequence = entry.approval().sequence();
    for (var event : events) {
      var body = EventFormat.encode(entry.id(), ++sequence, event);
      link = EventFormat.link(link, body);
      forger
          .sql(
              "insert into approval_event (approval_id, seq, tenant, type, body, hash, mac)"
                  + " select ?, ?, ?, ?, ?, ?, mac from approval_event"
                  + " where approval_id = ? and seq = 1")
          .params(entry.id().uuid(), sequence, entry.id().tenant(), EventFormat.type(event))
          .params(body, link, entry.id().uuid())
          .update();
    }
    var folded = entry.approval();
    for (var event : events) {
      folded = folded.apply(event);
    }
    assertThat(folded).extracting(Approval::closed).as("it would fold").isNotNull();
  }

  private static Event decided(ApprovalRecord entry) {
    return new Event.Decided(
        Instant.now(),
        Fixtures.standing("alice", "approver"),
        Verdict.APPROVE,
        null,
        0,
        entry.approval().request().view());
  }

  private static Event approved() {
    return new Event.Approved(
        Instant.now(), Reason.APPROVED, Instant.now().plus(Duration.ofMinutes(10)));
  }

  private static Command.Decide decide(ApprovalRecord entry, Verdict verdict) {
    return new Command.Decide(
        Fixtures.standing("alice", "approver"), verdict, "", entry.approval().request().view());
  }

  private static Command consume(ApprovalRecord entry, int sequence) {
    var presented = Fingerprint.of(entry.content().salt(), entry.content().call());
    return new Command.Consume(Fixtures.GATEWAY, presented, "attempt-1", sequence);
  }

  private int countOf(String table, ApprovalId id) {
    return forger
        .sql("select count(*) from " + table + " where approval_id = ?")
        .param(id.uuid())
        .query(Integer.class)
        .single();
  }
}
