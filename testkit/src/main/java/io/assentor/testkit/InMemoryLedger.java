// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Ruling;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Submit.Plan;
import io.assentor.core.approval.Use;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Sha256;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.LedgerTail;
import io.assentor.core.ledger.Submission;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.core.people.Side;
import io.assentor.core.work.Work;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ledger's in-memory twin: one lock instead of transactions, otherwise the same promises. */
public final class InMemoryLedger implements Ledger, LedgerTail, TendingLedger {

  private final Supplier<Instant> clock;
  private final Map<UUID, Row> rows = new LinkedHashMap<>();
  private final Map<ByteBuffer, UUID> openCalls = new HashMap<>();
  private final Map<ByteBuffer, Instant> recentDenials = new HashMap<>();
  private final Map<List<String>, Keyed> idempotencyKeys = new HashMap<>();
  private final Map<Delivery.Key, Sent> deliveries = new LinkedHashMap<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final List<ApprovalId> moved = new ArrayList<>();
  private final Set<ApprovalId> misled = new HashSet<>();
  private int repairPages;
  private final Map<Delivery.Key, String> damagedDeliveries = new HashMap<>();

  public InMemoryLedger(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Submission submit(Submit submit) {
    var now = clock.get();
    var key = submit.request().idempotencyKey();
    var keyed = key == null ? null : idempotencyKeys.get(keyOf(submit, key.key()));
    if (key != null && keyed != null) {
      var entry = row(keyed.answer).entry(now);
      return keyed.asked.equals(key.meaning()) || keyed.asked.equals(key.bytes())
          ? new Submission.Repeated(entry)
          : new Submission.KeyReused(entry);
    }
    var attachKey = tenantKey(submit, submit.attachInput());
    var denialKey = tenantKey(submit, submit.denialInput());
    boolean denied = now.isBefore(recentDenials.getOrDefault(denialKey, Instant.MIN));
    var openId = openCalls.get(attachKey);
    var open = openId == null || row(openId).damage != null ? null : row(openId);
    return switch (submit.plan(open == null ? null : open.asked(), denied, now)) {
      case Plan.Attach attach -> {
        var row = Objects.requireNonNull(open);
        row.repeats++;
        rememberKey(submit, row.approval.id(), now);
        yield new Submission.Attached(row.entry(now));
      }
      case Plan.Create(var events, var superseding) -> {
        superseding.ifPresent(command -> rule(Objects.requireNonNull(open), command, now));
        var row = new Row(submit, attachKey, denialKey);
        row.approval = Approval.fold(submit.id(), events);
        row.events.addAll(events);
        rows.put(submit.id().uuid(), row);
        moved.add(submit.id());
        if (row.approval.status(now) == Status.PENDING) {
          row.tendAt = now;
          openCalls.put(attachKey, submit.id().uuid());
        }
        rememberKey(submit, submit.id(), now);
        yield new Submission.Created(
            row.entry(now), superseding.map(command -> Objects.requireNonNull(open).approval.id()));
      }
    };
  }

  private static List<String> keyOf(Submit submit, String key) {
    var gateway = submit.request().gateway();
    return List.of(submit.id().tenant(), gateway.issuer(), gateway.name(), key);
  }

  private static ByteBuffer tenantKey(Submit submit, byte[] input) {
    return ByteBuffer.wrap(Sha256.bytes(submit.id().tenant(), input));
  }

  private void rememberKey(Submit submit, ApprovalId answer, Instant now) {
    var key = submit.request().idempotencyKey();
    if (key != null) {
      var until = submit.latestEnd(now).plus(Submit.KEY_REMEMBERED);
      idempotencyKeys.put(keyOf(submit, key.key()), new Keyed(answer.uuid(), key.meaning(), until));
    }
  }

  @Override
  public synchronized CommandResult execute(
      ApprovalId id, @Nullable CommandId commandId, Command command) {
    var row = rows.get(id.uuid());
    if (row == null || !row.approval.id().equals(id)) {
      return new CommandResult.Unknown();
    }
    row.believed();
    var now = clock.get();
    var recorded = commandId == null ? null : row.commands.get(commandId);
    if (recorded != null) {
      boolean same =
          recorded.by().equals(command.by())
              && recorded.contentHash().equals(command.contentHash());
      return same
          ? new CommandResult.Done(row.entry(now), true)
          : new CommandResult.Declined(row.entry(now), new Refusal.KeyReused());
    }
    var outcome = rule(row, command, now);
    if (commandId != null && outcome instanceof CommandResult.Done) {
      row.commands.put(commandId, command);
    }
    return outcome;
  }

  private CommandResult rule(Row row, Command command, Instant now) {
    return switch (row.approval.decide(command, now)) {
      case Ruling.Refused(var refusal) -> new CommandResult.Declined(row.entry(now), refusal);
      case Ruling.Accepted(var events) -> {
        for (var event : events) {
          row.approval = row.approval.apply(event);
          row.events.add(event);
          if (event instanceof Event.Denied denied
              && denied.reason() == Reason.DENIED_BY_APPROVER) {
            recentDenials.put(row.denialKey, now.plus(Submit.DENIAL_STANDS));
          }
          row.tendAt = now;
          moved.add(row.approval.id());
        }
        if (row.approval.closed() != null && row.approval.use(now) != Use.UNUSED) {
          openCalls.remove(row.attachKey, row.approval.id().uuid());
        }
        yield new CommandResult.Done(row.entry(now), events.isEmpty());
      }
    };
  }

  @Override
  public synchronized void file(Attempt attempt) {
    var row = rows.get(attempt.approval());
    if (row != null) {
      row.attempts.add(new FiledAttempt(clock.get(), attempt));
    }
  }

  @Override
  public synchronized void remember(String version, String kind, byte[] content) {
    contents.putIfAbsent(version, content.clone());
  }

  /** Charges the bytes of the call, as one that parses what it has stored charges the values. */
  @Override
  public synchronized Optional<ApprovalRecord> find(ApprovalId id) {
    var found =
        Optional.ofNullable(rows.get(id.uuid()))
            .filter(row -> row.approval.id().equals(id))
            .map(row -> row.entry(clock.get()));
    found.ifPresent(it -> Work.chargeMemory(it.content().call().arguments().canonical().length));
    return found;
  }

  /** From now on the record of an approval cannot be believed, as if its rows had been altered. */
  public synchronized void damage(ApprovalId id, String why) {
    row(id.uuid()).damage = why;
  }

  /** From now on what a channel showed cannot be believed. */
  public synchronized void damageRendering(ApprovalId id, String channel) {
    row(id.uuid()).damagedRenderings.add(channel);
  }

  /** From now on a delivery cannot be read. */
  public synchronized void damageDelivery(Delivery.Key key, String why) {
    damagedDeliveries.put(key, why);
  }

  @Override
  public synchronized Page search(Query query) {
    var rest = afterCursor(query.cursor(), found(query));
    var items = rest.subList(0, Math.min(query.limit(), rest.size()));
    return new Page(
        items.stream().filter(it -> damage(it) == null).toList(),
        items.stream()
            .filter(it -> damage(it) != null)
            .map(it -> DamagedRecord.of(it, Objects.requireNonNull(damage(it))))
            .toList(),
        rest.size() > items.size() ? items.getLast().id().uuid().toString() : null);
  }

  private List<ApprovalRecord> found(Query query) {
    var now = clock.get();
    boolean soonest = query.decidable() != null;
    Comparator<ApprovalRecord> order =
        soonest
            ? Comparator.<ApprovalRecord, Instant>comparing(
                    e -> Objects.requireNonNull(e.approval().request().expiresAt()))
                .thenComparing(e -> e.id().uuid().toString())
            : Comparator.<ApprovalRecord, String>comparing(e -> e.id().uuid().toString())
                .reversed();
    return rows.values().stream()
        .map(row -> row.indexed(now)) // filters see what is derived, damaged or not
        .filter(entry -> entry.id().tenant().equals(query.tenant()))
        .filter(entry -> decidable(query.decidable(), entry))
        .filter(entry -> matches(query.filters(), entry))
        .sorted(order)
        .toList();
  }

  @Override
  public synchronized List<Waiting> waiting(String tenant, Candidate by, int limit) {
    return found(new Query(tenant, by, Filters.NONE, limit, null)).stream()
        .limit(limit)
        .map(
            entry ->
                new Waiting(
                    entry.id(),
                    entry.approval().sequence(),
                    Objects.requireNonNull(entry.approval().request().expiresAt()),
                    entry.asOf()))
        .toList();
  }

  private @Nullable String damage(ApprovalRecord entry) {
    return row(entry.id().uuid()).damage;
  }

  private static List<ApprovalRecord> afterCursor(
      @Nullable String cursor, List<ApprovalRecord> found) {
    if (cursor == null) {
      return found;
    }
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).id().uuid().toString().equals(cursor)) {
        return found.subList(i + 1, found.size());
      }
    }
    throw new InvalidCursorException(cursor);
  }

  private static boolean decidable(@Nullable Candidate by, ApprovalRecord entry) {
    return by == null
        || Eligibility.of(entry.approval(), by, Side.of(), entry.asOf()) instanceof Eligibility.May;
  }

  private static boolean matches(Filters filters, ApprovalRecord entry) {
    return filters.values().entrySet().stream()
        .allMatch(asked -> matches(filters, asked.getKey(), asked.getValue(), entry));
  }

  private static boolean matches(
      Filters filters, AuditFilter filter, String value, ApprovalRecord entry) {
    var approval = entry.approval();
    var request = approval.request();
    var result = approval.result();
    return switch (filter) {
      case STATUS -> filters.status() == entry.status();
      case USE -> filters.use() == approval.use(entry.asOf());
      case RESULT -> result != null && Members.nameOf(result.result()).equals(value);
      case SERVER -> request.server().equals(value);
      case TOOL -> request.tool().equals(value);
      case SUBJECT -> request.subject().id().equals(value);
      case AGENT -> request.agent().id().equals(value);
      case GATEWAY -> request.gateway().name().equals(value);
      case SESSION -> value.equals(request.session());
      case RULE -> request.assessment().rule().equals(value);
      case DECIDER -> approval.deciders().contains(value);
      case FROM -> !request.at().isBefore(Objects.requireNonNull(filters.time(filter)));
      case TO -> request.at().isBefore(Objects.requireNonNull(filters.time(filter)));
    };
  }

  @Override
  public synchronized Optional<Story> story(ApprovalId id) {
    return find(id).map(entry -> story(entry, row(id.uuid())));
  }

  @Override
  public synchronized AgentHistory history(String tenant, String agent, Duration within) {
    var now = clock.get();
    var recent =
        rows.values().stream()
            .map(row -> row.indexed(now))
            .filter(entry -> entry.id().tenant().equals(tenant))
            .filter(entry -> entry.approval().request().agent().id().equals(agent))
            .filter(entry -> entry.approval().request().at().isAfter(now.minus(within)))
            .toList();
    return new AgentHistory(
        recent.size(),
        count(recent, Reason.DENIED_BY_APPROVER) + count(recent, Reason.DENIED_BY_POLICY),
        count(recent, Reason.NOBODY_DECIDED));
  }

  private static int count(List<ApprovalRecord> entries, Reason reason) {
    return (int)
        entries.stream()
            .map(entry -> entry.approval().closed())
            .filter(closed -> closed != null && closed.reason() == reason)
            .count();
  }

  private Story story(ApprovalRecord entry, Row row) {
    var events = new ArrayList<StoredEvent>();
    var link = EventFormat.firstLink();
    for (var event : row.events) {
      var body = EventFormat.encode(entry.id(), events.size() + 1, event);
      link = EventFormat.link(link, body);
      events.add(
          new StoredEvent(
              events.size() + 1,
              event,
              new String(body, StandardCharsets.UTF_8),
              Sha256.text(link)));
    }
    return new Story(
        entry,
        List.copyOf(events),
        row.renderings.values().stream()
            .filter(it -> !row.damagedRenderings.contains(it.channel()))
            .toList(),
        deliveries(entry.id()),
        List.copyOf(row.attempts),
        Stream.concat(
                row.damagedRenderings.stream(),
                damagedDeliveries.entrySet().stream()
                    .filter(it -> it.getKey().approval().equals(entry.id()))
                    .map(Map.Entry::getValue))
            .toList());
  }

  /** Nothing is stored as bytes here, so there is nothing that could have been altered. */
  @Override
  public synchronized Optional<Verification> verify(ApprovalId id) {
    return Optional.ofNullable(rows.get(id.uuid()))
        .filter(row -> row.approval.id().equals(id))
        .map(
            row ->
                new Verification(
                    row.events.size(), true, row.damage == null ? List.of() : List.of(row.damage)));
  }

  @Override
  public synchronized Position end() {
    return new Position(0, moved.size());
  }

  @Override
  public synchronized Moved after(Position position) {
    var seen = List.copyOf(moved.subList((int) position.sequence(), moved.size()));
    return new Moved(seen, end());
  }

  @Override
  public synchronized List<ApprovalId> overdue(Duration since, int limit) {
    var before = clock.get().minus(since);
    return rows.values().stream()
        .flatMap(
            row ->
                row.tendAt == null
                    ? Stream.empty()
                    : Stream.of(Map.entry(row.tendAt, row.approval.id())))
        .filter(due -> due.getKey().isBefore(before))
        .sorted(Map.Entry.comparingByKey())
        .limit(limit)
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public synchronized List<Delivery> deliveries(ApprovalId id) {
    return deliveries.entrySet().stream()
        .filter(d -> d.getKey().approval().equals(id))
        .filter(d -> !damagedDeliveries.containsKey(d.getKey()))
        .map(d -> d.getValue().delivery(d.getKey()))
        .sorted(Comparator.comparing(Delivery::begunAt)) // stable
        .toList();
  }

  @Override
  public synchronized List<ApprovalId> pending(@Nullable ApprovalId after, int limit) {
    var now = clock.get();
    return rows.values().stream()
        .map(row -> row.indexed(now))
        .filter(entry -> entry.status() == Status.PENDING)
        .map(ApprovalRecord::id)
        .sorted(Comparator.comparing(id -> id.uuid().toString()))
        .filter(id -> after == null || id.uuid().toString().compareTo(after.uuid().toString()) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean tended(ApprovalId id, int sequence, @Nullable Duration next) {
    var row = row(id.uuid());
    if (row.approval.sequence() != sequence) {
      return false;
    }
    row.tendAt = next == null ? null : clock.get().plus(next);
    return true;
  }

  @Override
  public synchronized Claim claim(Delivery.Key key, Set<String> people) {
    var now = clock.get();
    var sent = deliveries.computeIfAbsent(key, k -> new Sent(now));
    if (sent.delivery(key).settled()) {
      return Claim.SETTLED;
    }
    if (sent.claims > 0 && !sent.at.isBefore(now.minus(CLAIM_HELD))) {
      return Claim.BUSY;
    }
    sent.claims++;
    sent.attempts++;
    sent.at = now;
    sent.noNextTry();
    if (!people.isEmpty()) {
      sent.people = people;
    }
    return sent.claims == 1 ? Claim.GRANTED : Claim.GRANTED_AGAIN;
  }

  @Override
  public synchronized Optional<Rendering> rendering(ApprovalId id, String channel) {
    return find(id)
        .map(
            entry -> {
              var row = row(id.uuid());
              if (row.damagedRenderings.contains(channel)) {
                throw new DamagedRecordException(id, channel + " rendering", "it was altered");
              }
              return row.renderings.get(channel);
            });
  }

  @Override
  public Rendering shown(ApprovalRecord entry) {
    var part = RequestRendering.CHANNEL + " rendering";
    var stored =
        rendering(entry.id(), RequestRendering.CHANNEL)
            .orElseThrow(
                () ->
                    new DamagedRecordException(
                        entry.id(), part, DamagedRecordException.NO_RENDERING));
    if (!entry.isViewOf(stored)) {
      throw new DamagedRecordException(entry.id(), part, DamagedRecordException.OTHER_VIEW);
    }
    return stored;
  }

  @Override
  public synchronized Rendering keep(ApprovalId id, Rendering rendering) {
    var renderings = row(id.uuid()).renderings;
    renderings.putIfAbsent(rendering.channel(), rendering);
    return Objects.requireNonNull(renderings.get(rendering.channel()));
  }

  @Override
  public synchronized void receipt(Delivery.Key key, String receipt, String state) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    sent.receipt = receipt;
    sent.at = clock.get();
    sent.shown = state;
    sent.noNextTry();
  }

  @Override
  public synchronized void shown(Delivery.Key key, String state) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    sent.shown = state;
    sent.noNextTry();
  }

  @Override
  public synchronized void fail(Delivery.Key key, String failure) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt == null) {
      sent.fail(failure, clock.get());
    }
  }

  @Override
  public synchronized void lose(Delivery.Key key, String failure) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt != null) {
      lost(key, sent, failure);
    }
  }

  @Override
  public synchronized Optional<ApprovalId> bounced(String channel, String receipt, String failure) {
    var taken =
        deliveries.entrySet().stream()
            .filter(it -> it.getKey().channel().equals(channel))
            .filter(it -> receipt.equals(it.getValue().receipt))
            .findFirst();
    taken.ifPresent(it -> lost(it.getKey(), it.getValue(), failure));
    return taken.map(it -> it.getKey().approval());
  }

  private void lost(Delivery.Key key, Sent sent, String failure) {
    if (sent.failure == null) {
      sent.fail(failure, clock.get());
      var row = row(key.approval().uuid());
      if (row.approval.closed() == null) {
        row.tendAt = clock.get();
      }
    }
  }

  @Override
  public synchronized void release(Delivery.Key key, Retry retry) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt == null) {
      sent.claims--;
      sent.at = Instant.MIN;
      sent.retry(retry, clock.get());
    }
  }

  @Override
  public synchronized void doubt(Delivery.Key key, Retry retry) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt == null) {
      sent.claims = 1;
      sent.at = Instant.MIN;
      sent.retry(retry, clock.get());
    }
  }

  @Override
  public synchronized void postpone(Delivery.Key key, Retry retry) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt != null) {
      boolean again = sent.lastError != null && sent.lastError.nextTryAt() != null;
      sent.attempts = again ? sent.attempts + 1 : 1;
      sent.retry(retry, clock.get());
    }
  }

  @Override
  public synchronized void reopen(Delivery.Key key, String why) {
    var sent = Objects.requireNonNull(deliveries.get(key));
    if (sent.receipt != null && sent.failure == null) {
      sent.receipt = null;
      sent.shown = null;
      sent.claims = 0;
      sent.at = Instant.MIN;
      sent.begunAt = clock.get();
      sent.retry(new Retry(why, Duration.ZERO), clock.get());
    }
  }

  /** From now on what lists read says something else of it than its events. */
  public synchronized void mislead(ApprovalId id) {
    misled.add(id);
  }

  /** Those that were not repaired yet. */
  public synchronized Set<ApprovalId> misled() {
    return Set.copyOf(misled);
  }

  /** How many pages of approvals were checked. */
  public synchronized int repairPages() {
    return repairPages;
  }

  @Override
  public synchronized Repaired repair(@Nullable ApprovalId before, int limit) {
    repairPages++;
    var page =
        rows.values().stream()
            .map(row -> row.approval.id())
            .sorted(Comparator.comparing((ApprovalId id) -> id.uuid().toString()).reversed())
            .filter(
                id ->
                    before == null || id.uuid().toString().compareTo(before.uuid().toString()) < 0)
            .limit(limit)
            .toList();
    var repaired = page.stream().filter(misled::remove).toList();
    return new Repaired(page.size() < limit ? null : page.getLast(), repaired);
  }

  private Row row(UUID id) {
    return Objects.requireNonNull(rows.get(id), () -> "no approval " + id);
  }

  private record Keyed(UUID answer, String asked, Instant until) {}

  private static final class Sent {
    Instant begunAt;
    Set<String> people = Set.of();
    int claims;
    int attempts;
    Instant at = Instant.MIN;
    @Nullable String receipt;
    @Nullable String failure;
    @Nullable String shown;
    Delivery.@Nullable LastError lastError;

    Sent(Instant begunAt) {
      this.begunAt = begunAt;
    }

    Delivery delivery(Delivery.Key key) {
      return new Delivery(
          key,
          people,
          claims,
          attempts,
          begunAt,
          receipt,
          receipt == null ? null : at,
          failure,
          shown,
          lastError);
    }

    void retry(Retry retry, Instant now) {
      lastError = new Delivery.LastError(retry.error(), now, now.plus(retry.in()));
    }

    void fail(String why, Instant now) {
      failure = why;
      lastError = new Delivery.LastError(why, now, null);
    }

    void noNextTry() {
      if (lastError != null) {
        lastError = new Delivery.LastError(lastError.message(), lastError.at(), null);
      }
    }
  }

  private static final class Row {
    final CallContent content;
    final Map<String, Rendering> renderings = new TreeMap<>();
    final ByteBuffer attachKey;
    final ByteBuffer denialKey;
    final List<Event> events = new ArrayList<>();
    final List<FiledAttempt> attempts = new ArrayList<>();
    final Map<CommandId, Command> commands = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // set right after construction, from the first events
    Approval approval;

    int repeats;
    @Nullable Instant tendAt;
    @Nullable String damage;
    final Set<String> damagedRenderings = new HashSet<>();

    Row(Submit submit, ByteBuffer attachKey, ByteBuffer denialKey) {
      this.content = submit.content();
      this.renderings.put(submit.rendering().channel(), submit.rendering());
      this.attachKey = attachKey;
      this.denialKey = denialKey;
    }

    void believed() {
      if (damage != null) {
        throw new DamagedRecordException(approval.id(), damage);
      }
    }

    Submit.Open asked() {
      return new Submit.Open(approval, content);
    }

    ApprovalRecord entry(Instant now) {
      believed();
      return indexed(now);
    }

    /**
     * As the columns of a database say it, which hold whether or not the events can be believed.
     */
    ApprovalRecord indexed(Instant now) {
      return new ApprovalRecord(approval, content, repeats, now);
    }
  }
}
