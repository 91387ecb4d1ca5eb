// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Ruling;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Submit.Plan;
import io.assentor.core.call.NewRequest.IdempotencyKey;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.ledger.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger on PostgreSQL. Each command is one transaction: lock the approval's row, fold its
 * events, let it rule at the database's time, append. A transaction that has locked an approval may
 * lock keys; one that waits for a key has locked no approval that others can see, so there is no
 * deadlock.
 */
public final class PostgresLedger extends PostgresReader implements Ledger {

  /** A submission loses the race for its key at most once to each other submission. */
  private static final int MAX_RACES = 20;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Appender appender;
  private final TenantKeys keys;

  private final MacKeys macs;

  /**
   * The ledger in this database.
   *
   * @param macs sign appended rows and verify read rows
   * @param report receives records that fail verification
   */
  public PostgresLedger(DataSource dataSource, MacKeys macs, DamageReport report) {
    this(JdbcClient.create(dataSource), dataSource, macs, report);
  }

  private PostgresLedger(
      JdbcClient jdbc, DataSource dataSource, MacKeys macs, DamageReport report) {
    super(jdbc, macs, report);
    this.macs = macs;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.keys = new TenantKeys(jdbc);
    this.appender = new Appender(jdbc, keys, macs);
  }

  @Override
  public Submission submit(Submit submit) {
    var tenant = submit.id().tenant();
    var attachKey = keys.hash(tenant, submit.attachInput());
    var denialKey = keys.hash(tenant, submit.denialInput());
    for (int race = 0; race < MAX_RACES; race++) {
      try {
        return required(transaction.execute(status -> submit(submit, attachKey, denialKey)));
      } catch (LostRaceException e) {
        // Another submission took the key first and is committed now: read again.
      }
    }
    throw new IllegalStateException(submit.id() + " lost " + MAX_RACES + " races for its key");
  }

  private Submission submit(Submit submit, byte[] attachKey, byte[] denialKey) {
    var seen = lookUp(submit, attachKey, denialKey);
    var key = submit.request().idempotencyKey();
    if (key != null && seen.keyed() != null) {
      var entry = found(new ApprovalId(submit.id().tenant(), seen.keyed()));
      boolean same =
          isOf(key, submit.id().tenant(), seen.askedHash())
              && submit.isOf(entry.approval(), entry.content());
      return same ? new Submission.Repeated(entry) : new Submission.KeyReused(entry);
    }
    Locked open = null;
    if (seen.open() != null && !submit.request().fresh()) {
      open = openCall(submit, new ApprovalId(submit.id().tenant(), seen.open()));
    }
    if (open != null && open.entry.status() == Status.DENIED && !seen.denied()) {
      throw new LostRaceException(); // denied while this waited for the lock
    }
    var now = open == null ? seen.now() : open.entry.asOf();
    return switch (submit.plan(open == null ? null : open.asked(), seen.denied(), now)) {
      case Plan.Attach attach -> attach(submit, required(open).entry, now);
      case Plan.Create(var events, var superseding) -> {
        Locked old = open;
        superseding.ifPresent(command -> rule(required(old), null, command));
        var approval = Approval.fold(submit.id(), events);
        appender.create(submit, approval, events, attachKey, denialKey, seen.open(), now);
        yield new Submission.Created(
            new ApprovalRecord(approval, submit.content(), 0, now),
            superseding.map(command -> required(old).entry.id()));
      }
    };
  }

  /**
   * Returns whether the key was first used for the same request, by the current hash or the one of
   * older versions.
   */
  private boolean isOf(IdempotencyKey key, String tenant, @Nullable String stored) {
    return keys.hash(tenant, key.meaning()).equals(stored)
        || keys.hash(tenant, key.bytes()).equals(stored);
  }

  /**
   * Locks the approval that holds the submission's key, if it is for the same call. An approval of
   * another call, or a damaged one, answers no submission: the key goes to a new approval.
   */
  private @Nullable Locked openCall(Submit submit, ApprovalId id) {
    try {
      return lock(id)
          .filter(open -> submit.isOf(open.entry.approval(), open.entry.content()))
          .orElse(null);
    } catch (DamagedRecordException e) {
      return null; // reported already
    }
  }

  private Submission attach(Submit submit, ApprovalRecord open, Instant now) {
    jdbc.sql("update approval set repeats = repeats + 1 where id = ?")
        .param(open.id().uuid())
        .update();
    if (submit.request().idempotencyKey() != null) {
      appender.rememberKey(submit, open.id(), now);
    }
    return new Submission.Attached(
        new ApprovalRecord(open.approval(), open.content(), open.repeats() + 1, now));
  }

  private Seen lookUp(Submit submit, byte[] attachKey, byte[] denialKey) {
    var tenant = submit.id().tenant();
    var key = submit.request().idempotencyKey();
    return jdbc.sql(
            """
            select k.approval_id as keyed, k.body_hash, clock_timestamp() as now,
              (select approval_id from open_call where tenant = :tenant and attach_key = :attachKey)
                as open,
              exists (select from recent_denial
                where tenant = :tenant and denial_key = :denialKey
                  and until > clock_timestamp()) as denied
            from (select 1) one
            left join idempotency_key k
              on k.tenant = :tenant and k.gateway_issuer = :issuer and k.gateway = :gateway
                and k.key = :key
            """)
        .param("tenant", tenant)
        .param("attachKey", attachKey)
        .param("denialKey", denialKey)
        .param("issuer", submit.request().gateway().issuer())
        .param("gateway", submit.request().gateway().name())
        .param("key", key == null ? "" : key.key())
        .query(
            (row, n) ->
                new Seen(
                    row.getObject("keyed", UUID.class),
                    row.getString("body_hash"),
                    row.getObject("open", UUID.class),
                    row.getBoolean("denied"),
                    Rows.instant(row, "now")))
        .single();
  }

  @Override
  public CommandResult execute(ApprovalId id, @Nullable CommandId commandId, Command command) {
    return required(
        transaction.execute(
            status ->
                lock(id)
                    .map(locked -> execute(locked, commandId, command))
                    .orElseGet(CommandResult.Unknown::new)));
  }

  private CommandResult execute(Locked locked, @Nullable CommandId commandId, Command command) {
    if (commandId != null) {
      var entry = locked.entry;
      var recorded = recorded(entry.id(), commandId);
      if (recorded.isPresent()) {
        return recorded.get().isOf(command, digest(entry, command))
            ? new CommandResult.Done(entry, true)
            : new CommandResult.Declined(entry, new Refusal.KeyReused());
      }
    }
    return rule(locked, commandId, command);
  }

  private CommandResult rule(Locked locked, @Nullable CommandId commandId, Command command) {
    var entry = locked.entry;
    return switch (entry.approval().decide(command, entry.asOf())) {
      case Ruling.Refused(var refusal) -> new CommandResult.Declined(entry, refusal);
      case Ruling.Accepted(var events) -> {
        var after = entry.approval();
        for (var event : events) {
          after = after.apply(event);
        }
        if (!events.isEmpty()) {
          appender.append(after, events, locked.lastLink, entry.asOf());
        }
        if (commandId != null) {
          record(entry, commandId, command);
        }
        yield new CommandResult.Done(
            new ApprovalRecord(after, entry.content(), entry.repeats(), entry.asOf()),
            events.isEmpty());
      }
    };
  }

  /** Locks first and then reads, so that the read includes everything committed before the lock. */
  private Optional<Locked> lock(ApprovalId id) {
    return jdbc.sql("select * from locked_entry(?, ?)")
        .params(id.uuid(), id.tenant())
        .query((row, n) -> locked(row))
        .optional();
  }

  private Locked locked(ResultSet row) throws SQLException {
    var entry = records().approval(row);
    var links = (byte[][]) row.getArray("links").getArray();
    return new Locked(entry, links[links.length - 1]);
  }

  private ApprovalRecord found(ApprovalId id) {
    return find(id).orElseThrow(() -> new IllegalStateException(id + " is named but not there"));
  }

  private Optional<Recorded> recorded(ApprovalId id, CommandId commandId) {
    return jdbc.sql(
            "select by_issuer, by_name, digest, mac from command"
                + " where approval_id = ? and command_id = ?")
        .params(id.uuid(), commandId.text())
        .query(
            (row, n) -> {
              var it = new Recorded(row.getString(1), row.getString(2), row.getString(3));
              var message =
                  MacInput.command(id, commandId.text(), it.issuer(), it.name(), it.digest());
              records().authenticate(id, message, row.getBytes(4), "a recorded command");
              return it;
            })
        .optional();
  }

  private void record(ApprovalRecord entry, CommandId commandId, Command command) {
    var by = command.by();
    var digest = digest(entry, command);
    var message = MacInput.command(entry.id(), commandId.text(), by.issuer(), by.name(), digest);
    jdbc.sql(
            """
            insert into command (approval_id, command_id, by_issuer, by_name, digest, at, mac)
            values (:id, :command, :issuer, :name, :digest, :at, :mac)
            """)
        .param("id", entry.id().uuid())
        .param("command", commandId.text())
        .param("issuer", by.issuer())
        .param("name", by.name())
        .param("digest", digest)
        .param("at", Rows.time(entry.asOf()))
        .param("mac", macs.sign(message))
        .update();
  }

  /** Keyed, because a command contains people's words. */
  private String digest(ApprovalRecord entry, Command command) {
    return keys.hash(entry.id().tenant(), command.contentHash());
  }

  @Override
  public void file(Attempt attempt) {
    jdbc.sql(
            """
            insert into attempt
              (approval_id, by_tenant, by_issuer, by_name, command, refusal, detail)
            select id, :tenant, :issuer, :name, :command, :refusal, :detail
            from approval where id = :id
            """)
        .param("tenant", attempt.by().tenant())
        .param("issuer", attempt.by().issuer())
        .param("name", attempt.by().name())
        .param("command", attempt.command())
        .param("refusal", attempt.refusal())
        .param("detail", attempt.detail())
        .param("id", attempt.approval())
        .update();
  }

  @Override
  public void remember(String version, String kind, byte[] content) {
    jdbc.sql(
            "insert into versioned_content (version, kind, content) values (?, ?, ?)"
                + " on conflict do nothing")
        .params(version, kind, content)
        .update();
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("nothing came back from the transaction");
    }
    return value;
  }

  private record Seen(
      @Nullable UUID keyed,
      @Nullable String askedHash,
      @Nullable UUID open,
      boolean denied,
      Instant now) {}

  /** An approval whose row this transaction holds. */
  private static final class Locked {
    final ApprovalRecord entry;
    final byte[] lastLink;

    Locked(ApprovalRecord entry, byte[] lastLink) {
      this.entry = entry;
      this.lastLink = lastLink;
    }

    Submit.Open asked() {
      return new Submit.Open(entry.approval(), entry.content());
    }
  }

  private record Recorded(String issuer, String name, String digest) {
    boolean isOf(Command command, String expected) {
      return issuer.equals(command.by().issuer())
          && name.equals(command.by().name())
          && digest.equals(expected);
    }
  }
}
