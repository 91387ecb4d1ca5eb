// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Ruling;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryMacKeys;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database from before rows had a MAC, with data in it, is brought to today's schema. */
class MigrationTest {

  private static final CommandId CLICK = new CommandId("click");

  private final InMemoryMacKeys keys = new InMemoryMacKeys();

  @Test
  void databaseOfVersion7_isSignedOnce_andGoesOn() {
    var owner = olderDatabase("upgraded");
    var approved = insertApproved(owner);
    insertOrphan(owner);
    insertLinks(owner);

    var applied = LedgerSchema.migrate(owner, "assentor_app", keys);

    assertThat(applied).containsExactly("8", "9", "10", "11", "12");
    assertThat(signing(owner)).containsExactly(3L, 1L, 1L, 1L, 2L);
    try (var application = PostgresForTests.as("assentor_app", "app", "upgraded")) {
      var ledger = new PostgresLedger(application, keys, DamageReport.NONE);
      var entry = ledger.find(approved.id()).orElseThrow();
      assertThat(entry.approval()).isEqualTo(approved);
      assertThat(ledger.verify(approved.id()).orElseThrow().problems()).isEmpty();
      assertThat(ledger.execute(approved.id(), CLICK, decide(approved)))
          .as("the command is still known")
          .isInstanceOfSatisfying(
              CommandResult.Done.class, again -> assertThat(again.repeat()).isTrue());
      var consumed = ledger.execute(approved.id(), null, consume(entry.content().fingerprint()));
      assertThat(((CommandResult.Done) consumed).entry().approval().use(Instant.now()))
          .isEqualTo(Use.CONSUMED);
      var links = new PostgresAccountLinks(application, keys, DamageReport.NONE);
      assertThat(links.open(Fixtures.TENANT)).hasSize(1);
      assertThat(links.history(Fixtures.TENANT).links()).hasSize(2);
    }
  }

  /** Otherwise a forger would only have to wait for the next migration. */
  @Test
  void whatIsForgedLater_isNeverSigned() {
    var owner = olderDatabase("forged_later");
    var approved = insertApproved(owner);
    LedgerSchema.migrate(owner, "assentor_app", keys);
    JdbcClient.create(owner)
        .sql("update assentor.approval_event set mac = '' where seq = 3")
        .update();

    assertThat(LedgerSchema.migrate(owner, "assentor_app", keys)).isEmpty();

    try (var application = PostgresForTests.as("assentor_app", "app", "forged_later")) {
      var ledger = new PostgresLedger(application, keys, DamageReport.NONE);
      assertThatThrownBy(() -> ledger.find(approved.id()))
          .isInstanceOf(DamagedRecordException.class)
          .hasMessageContaining("event 3 was not written by Assentor");
    }
    assertThatThrownBy(
            () ->
                JdbcClient.create(owner)
                    .sql("update assentor.approval_event set mac = null")
                    .update())
        .hasMessageContaining("not-null");
  }

  /** Signing vouches for what it finds; it mends nothing. */
  @Test
  void recordThatDidNotVerify_doesNotAfterwards() {
    var owner = olderDatabase("damaged_before");
    var approved = insertApproved(owner);
    JdbcClient.create(owner).sql("update assentor.approval_event set hash = body").update();

    LedgerSchema.migrate(owner, "assentor_app", keys);

    try (var application = PostgresForTests.as("assentor_app", "app", "damaged_before")) {
      var ledger = new PostgresLedger(application, keys, DamageReport.NONE);
      assertThatThrownBy(() -> ledger.find(approved.id()))
          .isInstanceOf(DamagedRecordException.class)
          .hasMessageContaining("event 1 does not link");
    }
  }

  @Test
  void processWithOtherKeys_isTold() {
    var owner = olderDatabase("not_migrated");
    try (var application = PostgresForTests.as("assentor_app", "app", "not_migrated")) {
      LedgerSchema.migrate(owner, "assentor_app", keys);

      assertThat(role(application).wrongKeys(keys)).isEmpty();
      keys.rotate();
      assertThat(role(application).wrongKeys(keys)).as("rotated").isEmpty();
      assertThat(role(application).wrongKeys(new InMemoryMacKeys())).isPresent();
    }
  }

  private static ApplicationRole role(HikariDataSource dataSource) {
    return new ApplicationRole(JdbcClient.create(dataSource));
  }

  private DataSource olderDatabase(String name) {
    var owner = PostgresForTests.newDatabase(name);
    LedgerSchema.flyway(owner, "assentor_app", keys).target("7").load().migrate();
    return owner;
  }

  /** As version 7's code wrote it: submitted, decided, approved, with a command. */
  private static Approval insertApproved(DataSource owner) {
    var jdbc = JdbcClient.create(owner);
    var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var submit =
        Fixtures.submit(
            Fixtures.request("old-" + UUID.randomUUID()),
            Fixtures.requiring(Fixtures.ONE_APPROVER));
    var events = new ArrayList<>(((Submit.Plan.Create) submit.plan(null, false, now)).events());
    var pending = Approval.fold(submit.id(), events);
    events.addAll(((Ruling.Accepted) pending.decide(decide(pending), now)).events());
    var approval = Approval.fold(submit.id(), events);
    var request = approval.request();
    var id = submit.id();
    jdbc.sql(
            """
            insert into assentor.approval
              (id, tenant, version, status, server, tool, subject, agent, gateway, rule, barred,
               deciders, submitted_at, expires_at, attach_key, denial_key)
            values (?, ?, 3, 'approved', ?, ?, ?, ?, ?, ?, '{}', '{alice}', ?, ?, '', '')
            """)
        .params(id.uuid(), id.tenant(), request.server(), request.tool(), request.subject().id())
        .params(request.agent().id(), request.gateway().name(), "rule-1", Rows.time(now))
        .param(Rows.optionalTime(request.expiresAt()))
        .update();
    insertEvents(jdbc, id, events);
    jdbc.sql("insert into assentor.approval_content values (?, ?, ?)")
        .params(id.uuid(), submit.content().salt().bytes(), Rows.body(submit.content()))
        .update();
    jdbc.sql("insert into assentor.rendering values (?, 'api', ?)")
        .params(id.uuid(), submit.rendering().body().canonical())
        .update();
    insertCommand(jdbc, approval);
    return approval;
  }

  private static void insertEvents(JdbcClient jdbc, ApprovalId id, List<Event> events) {
    var link = EventFormat.firstLink();
    int sequence = 0;
    for (var event : events) {
      var body = EventFormat.encode(id, ++sequence, event);
      link = EventFormat.link(link, body);
      jdbc.sql(
              "insert into assentor.approval_event (approval_id, seq, tenant, type, body, hash)"
                  + " values (?, ?, ?, ?, ?, ?)")
          .params(id.uuid(), sequence, id.tenant(), EventFormat.type(event), body, link)
          .update();
    }
  }

  private static void insertCommand(JdbcClient jdbc, Approval approval) {
    jdbc.sql("insert into assentor.tenant_key values (?, '\\x01')")
        .param(approval.id().tenant())
        .update();
    var command = decide(approval);
    var key = new byte[] {1};
    jdbc.sql("insert into assentor.command values (?, ?, ?, ?, ?, now())")
        .params(approval.id().uuid(), CLICK.text(), command.by().issuer(), command.by().name())
        .param(TenantKeys.hash(key, command.contentHash()))
        .update();
  }

  /** What belongs to no approval has no tenant and can be of no use; it must stop no migration. */
  private static void insertOrphan(DataSource owner) {
    JdbcClient.create(owner)
        .sql("insert into assentor.rendering values (gen_random_uuid(), 'api', '{}')")
        .update();
  }

  private static void insertLinks(DataSource owner) {
    var insert =
        """
        insert into assentor.account_link (id, tenant, issuer, account, described, address, person,
          by_issuer, by_name, ended_at, ended_by_issuer, ended_by_name)
        values (gen_random_uuid(), ?, 'slack:/T1', 'U1', 'Alice', 'alice@example.com', 'alice',
          'i', 'alice', ?::timestamptz, ?, ?)
        """;
    var jdbc = JdbcClient.create(owner);
    jdbc.sql(insert).params(Fixtures.TENANT, "2026-01-01T00:00:00Z", "i", "alice").update();
    jdbc.sql(insert).params(Arrays.asList(Fixtures.TENANT, null, null, null)).update();
  }

  private static List<Long> signing(DataSource owner) {
    return JdbcClient.create(owner)
        .sql("select events, contents, renderings, commands, links from assentor.signing")
        .query(
            (row, n) ->
                List.of(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
        .single();
  }

  private static Command.Decide decide(Approval approval) {
    return new Command.Decide(
        Fixtures.standing("alice", "approver"), Verdict.APPROVE, "fine", approval.request().view());
  }

  private static Command consume(Fingerprint presented) {
    return new Command.Consume(Fixtures.GATEWAY, presented, "attempt-1", 3);
  }
}
