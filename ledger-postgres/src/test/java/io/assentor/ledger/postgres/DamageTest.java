// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.policy.Capacities;
import io.assentor.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One record that cannot be believed keeps nobody from the rest. */
class DamageTest {

  private final List<String> reported = new ArrayList<>();
  private final List<ApprovalId> whole = new ArrayList<>();
  private final List<String> wholeParts = new ArrayList<>();
  private final DamageReport report =
      new DamageReport() {
        @Override
        public void damaged(DamagedRecordException found) {
          reported.add(found.subject());
        }

        @Override
        public void whole(ApprovalId id) {
          whole.add(id);
        }

        @Override
        public void whole(String tenant, Supplier<String> subject) {
          wholeParts.add(subject.get());
        }
      };
  private final PostgresLedger ledger =
      new PostgresLedger(PostgresForTests.application(), PostgresForTests.KEYS, report);
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());
  private final String name = "damaged-" + UUID.randomUUID();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update assentor.approval_event set body = 'nonsense' | was not written by Assentor",
        "update assentor.approval_event set body = '\\xff00' | was not written by Assentor",
        "update assentor.approval_event set body = convert_to(replace(convert_from(body, 'UTF8'),"
            + " '\"submitted\"', '\"imagined\"'), 'UTF8') | was not written by Assentor",
        "update assentor.approval_event set hash = '\\x00' | was not written by Assentor",
        "update assentor.approval_event set mac = '' | was not written by Assentor",
        "update assentor.approval_event set seq = 2 | an event is missing",
        "delete from assentor.approval_event | its events are missing",
        "delete from assentor.approval_content | its call is missing",
        "update assentor.approval_content set body = '{}' | its call was not written by Assentor",
        "update assentor.approval_content set salt = '\\x00' | its call was not written by Assentor",
        "delete from assentor.rendering | what was shown of it is missing",
      })
  void damagedRecord_isListedAsDamagedBesideTheRest(String damage, String why) {
    var before = submitted("1-" + name);
    var damaged = submitted("2-" + name);
    var after = submitted("3-" + name);
    owner.sql(damage + " where approval_id = ?").param(damaged.id().uuid()).update();

    var found = ledger.search(newest());

    assertThat(found.items()).extracting(ApprovalRecord::id).contains(before.id(), after.id());
    assertThat(found.damaged())
        .filteredOn(it -> it.id().equals(damaged.id()))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.why()).contains(why);
              assertThat(it.tool()).isEqualTo("kubectl_delete");
              assertThat(it.expiresAt()).isNotNull();
            });
    assertThat(reported).contains("approval " + damaged.id().uuid());
    assertThat(whole).contains(before.id(), after.id()).doesNotContain(damaged.id());
    assertThatThrownBy(() -> ledger.find(damaged.id()))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> ledger.story(damaged.id())).isInstanceOf(DamagedRecordException.class);
    var decide =
        new Command.Decide(
            Fixtures.standing("alice", "approver"),
            Verdict.APPROVE,
            null,
            damaged.approval().request().view());
    assertThatThrownBy(() -> ledger.execute(damaged.id(), null, decide))
        .isInstanceOf(DamagedRecordException.class);
    assertThat(ledger.verify(damaged.id()).orElseThrow().valid()).isFalse();
  }

  @Test
  void damagedRecord_isListedInTheInboxAndPagedPast() {
    var entries = List.of(submitted("1-" + name), submitted("2-" + name), submitted("3-" + name));
    owner
        .sql("update assentor.approval_event set body = 'nonsense' where approval_id = ?")
        .param(entries.get(1).id().uuid())
        .update();
    var bob =
        new Candidate(
            Fixtures.standing("bob").human(), Capacities.of("bob", Set.of("approver"), Set.of()));

    var seen = new ArrayList<ApprovalId>();
    @Nullable String cursor = null;
    do {
      var page = ledger.search(new Query(Fixtures.TENANT, bob, Filters.NONE, 1, cursor));
      page.items().forEach(it -> seen.add(it.id()));
      page.damaged().stream().map(DamagedRecord::id).forEach(seen::add);
      cursor = page.next();
    } while (cursor != null);

    var ids = entries.stream().map(ApprovalRecord::id).toList();
    assertThat(seen).containsAll(ids).doesNotHaveDuplicates();
    assertThat(ledger.waiting(Fixtures.TENANT, bob, 10_000)).extracting("id").containsAll(ids);
  }

  /** What the row says is never read to decide, so nonsense in it hides a request at most. */
  @ParameterizedTest
  @ValueSource(strings = {"status = 'imagined'", "reason = 'imagined'", "open_to = '{nobody}'"})
  void rowThatMakesNoSense_isNoDamage(String nonsense) {
    var entry = submitted(name);
    owner
        .sql("update assentor.approval set " + nonsense + " where id = ?")
        .param(entry.id().uuid())
        .update();

    assertThat(ledger.search(newest()).items()).extracting(ApprovalRecord::id).contains(entry.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "purpose = 'IMAGINED'",
        "people = '{alice,alice}'",
        "people = '{null}'",
        "people = '{{a},{b}}'",
        "last_error = 'x', last_error_at = null",
      })
  void deliveryThatCannotBeRead_isLeftOutAndNamed(String damage) {
    var entry = submitted(name);
    deliver(entry, "kept");
    deliver(entry, "lost");
    owner
        .sql(
            "update assentor.delivery set "
                + damage
                + " where approval_id = ? and recipient = 'lost'")
        .param(entry.id().uuid())
        .update();

    var story = ledger.story(entry.id()).orElseThrow();

    assertThat(story.deliveries()).extracting(it -> it.key().recipient()).containsExactly("kept");
    assertThat(story.damaged()).singleElement().asString().contains("lost");
    assertThat(ledger.deliveries(entry.id())).hasSize(1);
    assertThat(reported).containsOnly("log delivery to lost of approval " + entry.id().uuid());
  }

  private void deliver(ApprovalRecord entry, String to) {
    owner
        .sql(
            "insert into assentor.delivery (approval_id, channel, recipient, purpose, stage, claims,"
                + " claimed_at) values (?, 'log', ?, 'ANNOUNCEMENT', 0, 1, now())")
        .params(entry.id().uuid(), to)
        .update();
  }

  /** PostgreSQL knows times that Java does not. */
  @ParameterizedTest
  @ValueSource(strings = {"infinity", "-infinity", "294276-01-01", "4713-01-01 BC"})
  void timesPastOurs_hurtNobody(String time) {
    var before = submitted("1-" + name);
    var odd = submitted("2-" + name);
    deliver(odd, "someone");
    owner
        .sql("update assentor.delivery set begun_at = ?::timestamptz where approval_id = ?")
        .params(time, odd.id().uuid())
        .update();
    owner
        .sql(
            "update assentor.approval set expires_at = ?::timestamptz,"
                + " submitted_at = ?::timestamptz, tend_at = ?::timestamptz where id = ?")
        .params(time, time, time, odd.id().uuid())
        .update();

    assertThat(ledger.search(newest()).items())
        .extracting(ApprovalRecord::id)
        .contains(before.id(), odd.id());
    assertThat(ledger.deliveries(odd.id())).hasSize(1);
    var bob =
        new Candidate(
            Fixtures.standing("bob").human(), Capacities.of("bob", Set.of("approver"), Set.of()));
    assertThat(ledger.waiting(Fixtures.TENANT, bob, 10_000)).extracting("id").contains(before.id());
  }

  /**
   * Written by Assentor, but not what the events have the hash of: the operator must hear of it.
   */
  @Test
  void renderingOfAnotherHash_isReportedWheneverItIsRead() {
    var entry = submitted(name);
    var part = "api rendering of approval " + entry.id().uuid();
    assertThat(ledger.shown(entry)).matches(entry::isViewOf);
    assertThat(wholeParts).contains(part);
    wholeParts.clear();
    var body = "{\"arguments\":{}}".getBytes(StandardCharsets.UTF_8);
    owner
        .sql("update assentor.rendering set body = ?, mac = ? where approval_id = ?")
        .params(body, PostgresForTests.KEYS.sign(MacInput.rendering(entry.id(), "api", body)))
        .param(entry.id().uuid())
        .update();

    assertThatThrownBy(() -> ledger.shown(entry))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("the stored rendering does not match the view hash");
    assertThat(reported).containsExactly(part);
    var story = ledger.story(entry.id()).orElseThrow();
    assertThat(story.damaged()).singleElement().asString().startsWith(part);
    assertThat(story.renderings()).isEmpty();
    owner
        .sql("delete from assentor.rendering where approval_id = ?")
        .param(entry.id().uuid())
        .update();
    assertThatThrownBy(() -> ledger.shown(entry)).isInstanceOf(DamagedRecordException.class);
    assertThat(reported).containsExactly(part, part, part);
    assertThat(wholeParts).as("or the report would come and go").doesNotContain(part);
  }

  /** The agent's call must not hang on a record that cannot be read. */
  @Test
  void sameCallAgain_getsANewApproval() {
    var damaged = submitted(name);
    owner
        .sql("update assentor.approval_event set mac = '' where approval_id = ?")
        .param(damaged.id().uuid())
        .update();

    var again = submitted(name);

    assertThat(again.id()).isNotEqualTo(damaged.id());
    assertThat(submitted(name).id()).isEqualTo(again.id());
  }

  private static Query newest() {
    return new Query(Fixtures.TENANT, null, Filters.NONE, 50, null);
  }

  private ApprovalRecord submitted(String name) {
    return ledger
        .submit(Fixtures.submit(Fixtures.request(name), Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }
}
