// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Sha256;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.MacKeys;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the ledger. Needs only SELECT. */
public class PostgresReader implements LedgerReader {

  /** Characters of {@link Sha256#text}. */
  private static final int HASH_LENGTH = 43;

  private final JdbcClient jdbc;
  private final MacKeys keys;
  private final Records records;

  public PostgresReader(JdbcClient jdbc, MacKeys keys, DamageReport report) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.records = new Records(keys, report);
  }

  final Records records() {
    return records;
  }

  @Override
  public Optional<ApprovalRecord> find(ApprovalId id) {
    return jdbc.sql(Records.SELECT + "where a.id = ? and a.tenant = ?")
        .params(id.uuid(), id.tenant())
        .query((row, n) -> records.approval(row))
        .optional();
  }

  @Override
  public Optional<State> state(ApprovalId id) {
    return jdbc.sql(Records.EVENTS + "where a.id = ? and a.tenant = ?")
        .params(id.uuid(), id.tenant())
        .query((row, n) -> records.state(row))
        .optional();
  }

  @Override
  public Page search(Query query) {
    return new Search(query).page(jdbc, records);
  }

  @Override
  public List<Waiting> waiting(String tenant, Candidate by, int limit) {
    return new Search(new Query(tenant, by, Filters.NONE, limit, null)).waiting(jdbc);
  }

  @Override
  public Optional<Rendering> rendering(ApprovalId id, String channel) {
    return records.rendering(jdbc, id, channel);
  }

  @Override
  public Rendering shown(ApprovalRecord entry) {
    return records.shown(jdbc, List.of(entry)).apply(entry);
  }

  @Override
  public Function<ApprovalRecord, Rendering> shown(List<ApprovalRecord> entries) {
    return records.shown(jdbc, entries);
  }

  @Override
  public List<Delivery> deliveries(ApprovalId id) {
    return records.deliveries(jdbc, id).items();
  }

  @Override
  public Optional<Story> story(ApprovalId id) {
    return find(id).map(this::story);
  }

  private Story story(ApprovalRecord entry) {
    var renderings = records.renderings(jdbc, entry);
    var deliveries = records.deliveries(jdbc, entry.id());
    return new Story(
        entry,
        storedEvents(entry.id()),
        renderings.items(),
        deliveries.items(),
        attempts(entry.id()),
        Stream.concat(renderings.damaged().stream(), deliveries.damaged().stream()).toList());
  }

  @Override
  public Optional<Verification> verify(ApprovalId id) {
    return jdbc.sql(StoredRecord.SELECT + "where a.id = ? and a.tenant = ?")
        .params(id.uuid(), id.tenant())
        .query((row, n) -> StoredRecord.of(row))
        .optional()
        .map(record -> Verifier.verify(record, keys, this::kept));
  }

  /** Policies and directories are written once, so this need not be of the record's snapshot. */
  private Optional<Verifier.Kept> kept(String version) {
    if (!isHash(version)) {
      return Optional.empty();
    }
    return Optional.of(
        jdbc.sql("select content from versioned_content where version = ?")
            .param(version)
            .query((row, n) -> row.getBytes(1))
            .optional()
            .map(
                content ->
                    Sha256.text("", content).equals(version)
                        ? Verifier.Kept.WHOLE
                        : Verifier.Kept.ALTERED)
            .orElse(Verifier.Kept.MISSING));
  }

  /** Whether a version is the hash of its content: another policy book may count its versions. */
  private static boolean isHash(String version) {
    return version.length() == HASH_LENGTH;
  }

  @Override
  public AgentHistory history(String tenant, String agent, Duration within) {
    // Ids begin with the time at which they were made, so a range of ids is a span of time.
    return jdbc.sql(
            """
            select count(*),
              count(*) filter (where reason in ('denied_by_approver', 'denied_by_policy')),
              count(*) filter (where status = 'expired')
            from approval where tenant = ? and agent = ? and id >= ?
            """)
        .params(tenant, agent, ApprovalId.earliest(Instant.now().minus(within)))
        .query((row, n) -> new AgentHistory(row.getInt(1), row.getInt(2), row.getInt(3)))
        .single();
  }

  private List<StoredEvent> storedEvents(ApprovalId id) {
    return jdbc.sql("select seq, body, hash from approval_event where approval_id = ? order by seq")
        .param(id.uuid())
        .query((row, n) -> records.reading(id, () -> storedEvent(row)))
        .list();
  }

  private static StoredEvent storedEvent(ResultSet row) throws SQLException {
    var body = row.getBytes("body");
    return new StoredEvent(
        row.getInt("seq"),
        EventFormat.decode(body),
        new String(body, StandardCharsets.UTF_8),
        Sha256.text(row.getBytes("hash")));
  }

  private List<FiledAttempt> attempts(ApprovalId id) {
    return jdbc.sql("select * from attempt where approval_id = ? order by id")
        .param(id.uuid())
        .query(
            (row, n) ->
                new FiledAttempt(
                    Rows.instant(row, "at"),
                    new Attempt(
                        id.uuid(),
                        new Principal(
                            row.getString("by_tenant"),
                            row.getString("by_issuer"),
                            row.getString("by_name")),
                        row.getString("command"),
                        row.getString("refusal"),
                        row.getString("detail"))))
        .list();
  }
}
