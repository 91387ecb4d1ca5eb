// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.ledger.TendingLedger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger's operations for the worker, on PostgreSQL. */
public final class PostgresTending implements TendingLedger {

  private static final String BY_KEY =
      " where approval_id = :approval and channel = :channel and recipient = :recipient"
          + " and purpose = :purpose and stage = :stage and step = :step";

  private static final String NO_NEXT_TRY = "next_try_at = null";

  private static final String FAILED =
      "failure = :failure, last_error = :failure, last_error_at = clock_timestamp(), "
          + NO_NEXT_TRY;

  /** Too few people may be left, so the approval must be processed again. */
  private static final String OVERDUE =
      "update approval set tend_at = least(tend_at, clock_timestamp())"
          + " where id in (select approval_id from lost) and status = 'pending'";

  /** The claim is released. */
  private static final String FREE = "claimed_at = to_timestamp(0)";

  private final JdbcClient jdbc;
  private final MacKeys macs;
  private final Records records;
  private final IndexRepair repair;

  public PostgresTending(JdbcClient jdbc, MacKeys macs, DamageReport report) {
    this.jdbc = jdbc;
    this.macs = macs;
    this.records = new Records(macs, report);
    this.repair = new IndexRepair(jdbc, records);
  }

  @Override
  public List<ApprovalId> overdue(Duration since, int limit) {
    return jdbc.sql(
            """
            select tenant, id from approval
            where tend_at < clock_timestamp() - make_interval(secs => ?)
            order by tend_at limit ?
            """)
        .params((double) since.toMillis() / 1_000, limit)
        .query((row, n) -> Rows.approvalId(row))
        .list();
  }

  @Override
  public List<ApprovalId> pending(@Nullable ApprovalId after, int limit) {
    return jdbc.sql(
            """
            select tenant, id from approval
            where status = 'pending' and expires_at > clock_timestamp()
              and (:after::uuid is null or id > :after::uuid)
            order by id limit :limit
            """)
        .param("after", uuid(after))
        .param("limit", limit)
        .query((row, n) -> Rows.approvalId(row))
        .list();
  }

  private static @Nullable UUID uuid(@Nullable ApprovalId id) {
    return id == null ? null : id.uuid();
  }

  @Override
  public boolean tended(ApprovalId id, int sequence, @Nullable Duration next) {
    // Events count, not the row's version, which may have been raised by hand. An unchanged version
    // shows that nothing was appended while this waited for the row.
    return jdbc.sql(
                """
                with seen as (
                  select id, version,
                    (select max(seq) from approval_event where approval_id = id) as sequence
                  from approval where id = ?)
                update approval a
                set tend_at = clock_timestamp() + make_interval(secs => ?::float8)
                from seen
                where a.id = seen.id and a.version = seen.version and seen.sequence = ?
                """)
            .param(id.uuid())
            .param(next == null ? null : (double) next.toMillis() / 1_000)
            .param(sequence)
            .update()
        == 1;
  }

  @Override
  public Claim claim(Delivery.Key key, Set<String> people) {
    var claims =
        jdbc.sql(
                """
                insert into delivery as d
                  (approval_id, channel, recipient, purpose, stage, step, people, claims, attempts,
                   claimed_at)
                values (:approval, :channel, :recipient, :purpose, :stage, :step, :people, 1, 1,
                  clock_timestamp())
                on conflict (approval_id, channel, recipient, purpose, stage, step) do update
                set claims = d.claims + 1, attempts = d.attempts + 1, claimed_at = clock_timestamp(),
                  next_try_at = null,
                  people = case when excluded.people = '{}' then d.people else excluded.people end
                where d.receipt is null and d.failure is null and d.claims < :maxClaims
                  and (d.claims = 0 or d.claimed_at < clock_timestamp() - make_interval(secs => :held))
                returning claims
                """)
            .params(params(key))
            .param("people", people.stream().sorted().toArray(String[]::new))
            .param("maxClaims", Delivery.MAX_CLAIMS)
            .param("held", CLAIM_HELD.toSeconds())
            .query(Integer.class)
            .optional();
    if (claims.isPresent()) {
      return claims.get() == 1 ? Claim.GRANTED : Claim.GRANTED_AGAIN;
    }
    boolean settled =
        jdbc.sql(
                "select receipt is not null or failure is not null or claims >= :maxClaims from delivery"
                    + BY_KEY)
            .param("maxClaims", Delivery.MAX_CLAIMS)
            .params(params(key))
            .query(Boolean.class)
            .single();
    return settled ? Claim.SETTLED : Claim.BUSY;
  }

  @Override
  public Rendering keep(ApprovalId id, Rendering rendering) {
    var kept = records.rendering(jdbc, id, rendering.channel()); // as nearly always
    if (kept.isPresent()) {
      return kept.get();
    }
    var channel = rendering.channel();
    var body = rendering.body().canonical();
    jdbc.sql(
            """
            insert into rendering (approval_id, channel, body, mac) values (?, ?, ?, ?)
            on conflict do nothing
            """)
        .params(id.uuid(), channel, body, macs.sign(MacInput.rendering(id, channel, body)))
        .update();
    return records.rendering(jdbc, id, rendering.channel()).orElseThrow();
  }

  @Override
  public void receipt(Delivery.Key key, String receipt, String state) {
    jdbc.sql(
            "update delivery set receipt = :receipt, receipt_at = clock_timestamp(),"
                + " shown = :state, "
                + NO_NEXT_TRY
                + BY_KEY)
        .param("receipt", receipt)
        .param("state", state)
        .params(params(key))
        .update();
  }

  @Override
  public void shown(Delivery.Key key, String state) {
    jdbc.sql("update delivery set shown = :state, " + NO_NEXT_TRY + BY_KEY)
        .param("state", state)
        .params(params(key))
        .update();
  }

  @Override
  public void fail(Delivery.Key key, String failure) {
    jdbc.sql("update delivery set " + FAILED + BY_KEY + " and receipt is null")
        .param("failure", failure)
        .params(params(key))
        .update();
  }

  @Override
  public void lose(Delivery.Key key, String failure) {
    jdbc.sql(
            "with lost as (update delivery set "
                + FAILED
                + BY_KEY
                + " and receipt is not null and failure is null returning approval_id) "
                + OVERDUE)
        .param("failure", failure)
        .params(params(key))
        .update();
  }

  @Override
  public Optional<ApprovalId> bounced(String channel, String receipt, String failure) {
    return jdbc.sql(
            """
            with taken as (
              select approval_id from delivery
              where channel = :channel and receipt = :receipt),
            lost as (
              update delivery set %s
              where channel = :channel and receipt = :receipt and failure is null
              returning approval_id),
            due as (
              %s)
            select tenant, id from approval where id in (select approval_id from taken)
            """
                .formatted(FAILED, OVERDUE))
        .param("channel", channel)
        .param("receipt", receipt)
        .param("failure", failure)
        .query((row, n) -> Rows.approvalId(row))
        .optional();
  }

  @Override
  public void release(Delivery.Key key, Retry retry) {
    retry("claims = claims - 1, " + FREE, key, retry, " and receipt is null");
  }

  @Override
  public void doubt(Delivery.Key key, Retry retry) {
    retry("claims = 1, " + FREE, key, retry, " and receipt is null");
  }

  @Override
  public void postpone(Delivery.Key key, Retry retry) {
    var attempts = "attempts = case when next_try_at is null then 1 else attempts + 1 end";
    retry(attempts, key, retry, " and receipt is not null");
  }

  private void retry(String set, Delivery.Key key, Retry retry, String only) {
    jdbc.sql(
            // Not clock_timestamp(), which would return a later time on its second call.
            "update delivery set last_error = :error, last_error_at = statement_timestamp(),"
                + " next_try_at = statement_timestamp() + make_interval(secs => :delay), "
                + set
                + BY_KEY
                + only)
        .param("error", retry.error())
        .param("delay", retry.in().toMillis() / 1_000.0)
        .params(params(key))
        .update();
  }

  @Override
  public void reopen(Delivery.Key key, String why) {
    jdbc.sql(
            "update delivery set receipt = null, receipt_at = null, shown = null, claims = 0,"
                + " begun_at = clock_timestamp(), last_error = :why, last_error_at ="
                + " clock_timestamp(), next_try_at = clock_timestamp(), "
                + FREE
                + BY_KEY
                + " and receipt is not null and failure is null")
        .param("why", why)
        .params(params(key))
        .update();
  }

  @Override
  public Repaired repair(@Nullable ApprovalId before, int limit) {
    return repair.page(before, limit);
  }

  /** The parameters of {@link #BY_KEY}. */
  private static Map<String, Object> params(Delivery.Key key) {
    var occasion = key.occasion();
    return Map.of(
        "approval", key.approval().uuid(),
        "channel", key.channel(),
        "recipient", key.recipient(),
        "purpose", occasion.purpose().name(),
        "stage", occasion.stage(),
        "step", occasion.step());
  }
}
