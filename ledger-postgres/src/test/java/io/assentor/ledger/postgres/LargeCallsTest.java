// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader.Page;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.assentor.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reading calls as large as they may be takes memory for a few of them, whoever asks for more. */
@SuppressWarnings("try") // a scope is only closed
class LargeCallsTest {

  private static final int LARGE = 900_000;

  /** Fits no large call. */
  private static final MemoryBudget LITTLE = new MemoryBudget(LARGE - 1);

  private final List<String> damaged = new ArrayList<>();
  private final PostgresLedger ledger =
      new PostgresLedger(
          PostgresForTests.application(),
          PostgresForTests.KEYS,
          new DamageReport() {
            @Override
            public void damaged(DamagedRecordException found) {
              damaged.add(found.subject());
            }

            @Override
            public void whole(ApprovalId id) {}

            @Override
            public void whole(String tenant, Supplier<String> subject) {}
          });
  private final String session = "large-" + UUID.randomUUID();

  @Test
  void pageOfLargeCalls_endsEarlyAndTheNextGoesOn() {
    var all = new ArrayList<ApprovalId>();
    for (int i = 0; i < 8; i++) {
      all.addFirst(submitted(i, LARGE).id());
    }
    var found = new ArrayList<ApprovalId>();
    @Nullable String cursor = null;
    int pages = 0;
    do {
      var page = page(cursor);
      assertThat(page.items().size()).isBetween(1, 3);
      page.items().stream().map(ApprovalRecord::id).forEach(found::add);
      cursor = page.next();
      pages++;
    } while (cursor != null);
    assertThat(found).isEqualTo(all);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void pageOfSmallCalls_isFull() {
    for (int i = 0; i < 8; i++) {
      submitted(i, 10);
    }
    assertThat(page(null).items()).hasSize(8);
    assertThat(page(null).next()).isNull();
  }

  @Test
  void waiting_readsNothingOfTheCall() {
    var entry = submitted(1, 10);
    JdbcClient.create(PostgresForTests.owner())
        .sql("delete from assentor.approval_content where approval_id = ?")
        .param(entry.id().uuid())
        .update();

    var state = ledger.state(entry.id()).orElseThrow();

    assertThat(state.approval()).isEqualTo(entry.approval());
    assertThat(state.approval().status(state.asOf())).isEqualTo(Status.PENDING);
    assertThatThrownBy(() -> ledger.find(entry.id())).isInstanceOf(DamagedRecordException.class);
  }

  @Test
  void recordThatDoesNotFitIntoMemory_isNotCalledDamaged() {
    var entry = submitted(1, LARGE);
    var work = new Work(LITTLE, () -> false, Long.MAX_VALUE);
    try (var scope = work.begin()) {
      assertThatThrownBy(() -> ledger.find(entry.id())).isInstanceOf(WorkEndedException.class);
      assertThatThrownBy(() -> page(null)).isInstanceOf(WorkEndedException.class);
      assertThatThrownBy(() -> ledger.story(entry.id())).isInstanceOf(WorkEndedException.class);
      assertThatThrownBy(() -> ledger.verify(entry.id())).isInstanceOf(WorkEndedException.class);
      assertThatThrownBy(() -> ledger.rendering(entry.id(), "api"))
          .isInstanceOf(WorkEndedException.class);
      var cancel = new Command.Cancel(Fixtures.GATEWAY, Reason.CANCELLED_BY_GATEWAY, null);
      assertThatThrownBy(() -> ledger.execute(entry.id(), null, cancel))
          .isInstanceOf(WorkEndedException.class);
    }
    assertThat(damaged).isEmpty();
    assertThat(ledger.find(entry.id()).orElseThrow().status()).isEqualTo(Status.PENDING);
  }

  private ApprovalRecord submitted(int number, int size) {
    var arguments = Json.object().put("text", "x".repeat(size)).put("number", number).build();
    var call = new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments);
    var request = Fixtures.withCall(Fixtures.request("any", session, null), call);
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }

  private Page page(@Nullable String cursor) {
    var filters = Filters.NONE.with(AuditFilter.SESSION, session);
    return ledger.search(new Query(Fixtures.TENANT, null, filters, 200, cursor));
  }
}
