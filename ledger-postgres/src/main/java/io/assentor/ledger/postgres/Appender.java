// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Use;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes events and the rows derived from them, in one statement each. */
final class Appender {

  private static final String EVENTS =
      """
      insert into approval_event (approval_id, tenant, seq, type, body, hash, mac)
        select :id, :tenant, * from unnest(
          :sequences::int[], :types::text[], :bodies::bytea[], :links::bytea[], :macs::bytea[])
      """;

  private final JdbcClient jdbc;
  private final TenantKeys keys;
  private final MacKeys macs;

  Appender(JdbcClient jdbc, TenantKeys keys, MacKeys macs) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.macs = macs;
  }

  /**
   * Writes a new approval.
   *
   * @param replacing the approval that holds the attach key, as far as known
   * @throws LostRaceException if another submission took the attach key or the idempotency key
   *     meanwhile
   */
  void create(
      Submit submit,
      Approval approval,
      List<Event> events,
      byte[] attachKey,
      byte[] denialKey,
      @Nullable UUID replacing,
      Instant now) {
    var id = approval.id();
    var request = approval.request();
    boolean pending = approval.status(now) == Status.PENDING;
    var derived = Derived.of(approval);
    var chain = Chain.of(id, 0, EventFormat.firstLink(), events, macs);
    var salt = submit.content().salt().bytes();
    var content = Rows.body(submit.content());
    var channel = submit.rendering().channel();
    var shown = submit.rendering().body().canonical();
    int keysTaken =
        jdbc.sql(
                """
                with a as (
                  insert into approval
                    (id, tenant, version, status, server, tool, subject, agent, gateway, session,
                     rule, open_to, barred, deciders, submitted_at, expires_at, tend_at,
                     attach_key, denial_key, reason)
                  values (:id, :tenant, :version, :status, :server, :tool, :subject, :agent,
                    :gateway, :session, :rule, :openTo, :barred, :deciders, :now, :expiresAt,
                    :tendAt::timestamptz, :attachKey, :denialKey, :reason)
                ), c as (
                  insert into approval_content (approval_id, salt, body, mac)
                  values (:id, :salt, :content, :contentMac)
                ), r as (
                  insert into rendering (approval_id, channel, body, mac)
                  values (:id, :channel, :shown, :shownMac)
                ), k as (
                  insert into open_call as o (tenant, attach_key, approval_id, until)
                  select :tenant, :attachKey, :id, :latestEnd where :pending
                  on conflict (tenant, attach_key) do update
                  set approval_id = excluded.approval_id, until = excluded.until
                  where :fresh or o.approval_id = :replacing::uuid
                  returning 1
                ), e as (
                """
                    + EVENTS
                    + ") select count(*) from k")
            .params(chain.params(id))
            .param("version", approval.sequence())
            .params(derived.params())
            .param("server", request.server())
            .param("tool", request.tool())
            .param("subject", request.subject().id())
            .param("agent", request.agent().id())
            .param("gateway", request.gateway().name())
            .param("session", request.session())
            .param("rule", request.assessment().rule())
            .param("barred", barred(request.side()))
            .param("now", Rows.time(now))
            .param("expiresAt", Rows.optionalTime(request.expiresAt()))
            .param("tendAt", pending ? Rows.time(now) : null)
            .param("attachKey", attachKey)
            .param("denialKey", denialKey)
            .param("salt", salt)
            .param("content", content)
            .param("contentMac", macs.sign(MacInput.content(id, salt, content)))
            .param("channel", channel)
            .param("shown", shown)
            .param("shownMac", macs.sign(MacInput.rendering(id, channel, shown)))
            .param("latestEnd", Rows.time(submit.latestEnd(now)))
            .param("pending", pending)
            .param("fresh", submit.request().fresh())
            .param("replacing", replacing)
            .query(Integer.class)
            .single();
    if (pending && keysTaken == 0) {
      throw new LostRaceException();
    }
    if (submit.request().idempotencyKey() != null) {
      rememberKey(submit, id, now);
    }
  }

  void rememberKey(Submit submit, ApprovalId answer, Instant now) {
    var key = submit.request().idempotencyKey();
    if (key == null) {
      throw new IllegalArgumentException(submit.id() + " has no idempotency key");
    }
    int remembered =
        jdbc.sql(
                """
                insert into idempotency_key
                values (:tenant, :issuer, :gateway, :key, :answer, :hash, :until)
                on conflict do nothing
                """)
            .param("tenant", answer.tenant())
            .param("issuer", submit.request().gateway().issuer())
            .param("gateway", submit.request().gateway().name())
            .param("key", key.key())
            .param("answer", answer.uuid())
            .param("hash", keys.hash(answer.tenant(), key.meaning()))
            .param("until", Rows.time(submit.latestEnd(now).plus(Submit.KEY_REMEMBERED)))
            .update();
    if (remembered == 0) {
      throw new LostRaceException();
    }
  }

  /**
   * Appends to a locked approval. The lock and the events' primary key exclude others. The row's
   * version is not checked, so a version that was raised by hand does not get in the way.
   *
   * @param after the approval with the events applied
   * @param lastLink of the previous event
   */
  void append(Approval after, List<Event> events, byte[] lastLink, Instant now) {
    var id = after.id();
    int before = after.sequence() - events.size();
    var chain = Chain.of(id, before, lastLink, events, macs);
    var derived = Derived.of(after);
    var closed = after.closed();
    boolean attachable = closed == null || after.use(now) == Use.UNUSED;
    boolean denied =
        closed != null && closed.at().equals(now) && closed.reason() == Reason.DENIED_BY_APPROVER;
    int updated =
        jdbc.sql(
                """
                with e as (
                """
                    + EVENTS
                    + """
                    ), o as (
                      delete from open_call o using approval a
                      where :ended and a.id = :id and o.tenant = a.tenant and o.attach_key = a.attach_key
                        and o.approval_id = a.id
                    ), d as (
                      insert into recent_denial
                      select tenant, denial_key, :deniedUntil::timestamptz from approval
                      where :denied and id = :id
                      on conflict (tenant, denial_key) do update
                      set until = greatest(excluded.until, recent_denial.until)
                    )
                    update approval set version = least(version::bigint + :added, 2147483647),
                      status = :status, reason = :reason, open_to = :openTo, deciders = :deciders,
                      tend_at = :now
                    where id = :id
                    """)
            .params(chain.params(id))
            .param("ended", !attachable)
            .param("denied", denied)
            .param("deniedUntil", Rows.time(now.plus(Submit.DENIAL_STANDS)))
            .param("added", events.size())
            .params(derived.params())
            .param("now", Rows.time(now))
            .update();
    if (updated != 1) {
      throw new IllegalStateException(id + " was locked and is gone");
    }
  }

  /** People by their ids and by their identities, because an id can change. */
  private static String[] barred(Side side) {
    return Human.marks(side.people(), side.identities()).toArray(String[]::new);
  }

  private record Chain(
      List<Integer> sequences,
      List<String> types,
      List<byte[]> bodies,
      List<byte[]> links,
      List<byte[]> macs) {

    static Chain of(ApprovalId id, int before, byte[] lastLink, List<Event> events, MacKeys keys) {
      var chain =
          new Chain(
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>());
      var link = lastLink;
      int sequence = before;
      for (var event : events) {
        var body = EventFormat.encode(id, ++sequence, event);
        link = EventFormat.link(link, body);
        chain.sequences.add(sequence);
        chain.types.add(EventFormat.type(event));
        chain.bodies.add(body);
        chain.links.add(link);
        chain.macs.add(keys.sign(MacInput.event(id, sequence, body, link)));
      }
      return chain;
    }

    /** The parameters of {@link #EVENTS}. */
    Map<String, Object> params(ApprovalId id) {
      return Map.of(
          "id", id.uuid(),
          "tenant", id.tenant(),
          "sequences", sequences.toArray(Integer[]::new),
          "types", types.toArray(String[]::new),
          "bodies", bodies.toArray(byte[][]::new),
          "links", links.toArray(byte[][]::new),
          "macs", macs.toArray(byte[][]::new));
    }
  }
}
