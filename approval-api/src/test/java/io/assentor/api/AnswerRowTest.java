// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Reason;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerRowTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(5));

  private final ApprovalRecord pending =
      new InMemoryLedger(() -> NOW)
          .submit(
              Fixtures.submit(
                  Fixtures.request("checkout"), Fixtures.requiring(Fixtures.ONE_APPROVER)))
          .entry();

  private Approval after(Event... events) {
    var all = new ArrayList<Event>(List.of(pending.approval().request()));
    all.addAll(Arrays.asList(events));
    return Approval.fold(pending.id(), all);
  }

  /** Every row, and an approval that is answered so to someone whose question releases nothing. */
  private Map<AnswerRow, Approval> approvals() {
    var by = pending.approval().request().gateway();
    var approved = new Event.Approved(NOW, Reason.APPROVED, LATER);
    var used = new Event.Consumed(NOW, "attempt");
    var rows = new LinkedHashMap<AnswerRow, Approval>();
    rows.put(AnswerRow.AWAITING_APPROVAL, after());
    rows.put(AnswerRow.APPROVED, after(approved));
    rows.put(AnswerRow.ALREADY_RELEASED, after(approved, used));
    rows.put(AnswerRow.APPROVAL_LAPSED, after(new Event.Approved(NOW, Reason.APPROVED, NOW)));
    rows.put(AnswerRow.APPROVAL_REVOKED, after(approved, new Event.Revoked(NOW, by, null, "stop")));
    rows.put(
        AnswerRow.APPROVAL_OUTDATED,
        after(approved, new Event.Revoked(NOW, by, Reason.APPROVAL_OUTDATED, "two now")));
    rows.put(AnswerRow.DENIED_BY_APPROVER, denied(Reason.DENIED_BY_APPROVER, "no"));
    rows.put(AnswerRow.DENIED_BY_POLICY, denied(Reason.DENIED_BY_POLICY, "no deletes"));
    rows.put(AnswerRow.RECENTLY_DENIED, denied(Reason.RECENTLY_DENIED, null));
    rows.put(AnswerRow.APPROVER_FLOOD, denied(Reason.APPROVER_FLOOD, null));
    rows.put(AnswerRow.NOBODY_DECIDED, after(new Event.Expired(NOW)));
    rows.put(AnswerRow.CANCELLED_BY_GATEWAY, cancelled(Reason.CANCELLED_BY_GATEWAY));
    rows.put(AnswerRow.CANCELLED_BY_ADMIN, cancelled(Reason.CANCELLED_BY_ADMIN));
    rows.put(AnswerRow.SUPERSEDED, cancelled(Reason.SUPERSEDED));
    rows.put(AnswerRow.NO_ELIGIBLE_APPROVER, failed(Reason.NO_ELIGIBLE_APPROVER));
    rows.put(AnswerRow.NOBODY_REACHABLE, failed(Reason.NOBODY_REACHABLE));
    return rows;
  }

  private Approval denied(Reason reason, @Nullable String detail) {
    return after(new Event.Denied(NOW, reason, detail));
  }

  private Approval cancelled(Reason reason) {
    var by = pending.approval().request().gateway();
    return after(new Event.Cancelled(NOW, by, reason, "not needed"));
  }

  private Approval failed(Reason reason) {
    return after(new Event.Failed(NOW, reason, "nobody"));
  }

  @Test
  void everyState_hasItsRow() {
    approvals()
        .forEach(
            (row, approval) -> {
              assertThat(AnswerRow.of(approval, NOW, false)).isEqualTo(row);
              assertThat(row.allow()).as("%s to a question", row).isFalse();
              assertThat(row.message(approval)).startsWith("NOT executed").doesNotContain("{");
            });
    assertThat(approvals().keySet())
        .as("every row but those of a release")
        .doesNotContain(AnswerRow.RELEASED, AnswerRow.ALLOWED_BY_POLICY)
        .hasSize(AnswerRow.values().length - 2);
  }

  /** An answer that was to release and is not of a released approval does not allow. */
  @Test
  void onlyAReleasedApproval_isAllowed() {
    approvals()
        .forEach(
            (row, approval) ->
                assertThat(AnswerRow.of(approval, NOW, true))
                    .isEqualTo(row == AnswerRow.ALREADY_RELEASED ? AnswerRow.RELEASED : row));
    var outright = new Event.Approved(NOW, Reason.ALLOWED_BY_POLICY, LATER);
    var allowed = after(outright, new Event.Consumed(NOW, "attempt"));
    assertThat(AnswerRow.of(allowed, NOW, true)).isEqualTo(AnswerRow.ALLOWED_BY_POLICY);
    assertThat(AnswerRow.ALLOWED_BY_POLICY.allow()).isTrue();
    assertThat(AnswerRow.RELEASED.allow()).isTrue();
  }

  @Test
  void pendingRequestPastItsEnd_isAnsweredAsExpired() {
    var end = Objects.requireNonNull(pending.approval().request().expiresAt());

    assertThat(AnswerRow.of(after(), end, false)).isEqualTo(AnswerRow.NOBODY_DECIDED);
    assertThat(AnswerRow.NOBODY_DECIDED.message(after())).contains("not a denial");
  }

  @Test
  void message_saysWhatWasSaid() {
    assertThat(message(AnswerRow.DENIED_BY_POLICY))
        .isEqualTo(
            "NOT executed: policy denied this call: no deletes. Do not try again unchanged.");
    assertThat(message(AnswerRow.RECENTLY_DENIED))
        .isEqualTo("NOT executed: an approver denied this call. Do not try again.");
    assertThat(message(AnswerRow.APPROVAL_OUTDATED)).contains("rules in force: two now. Ask again");
    assertThat(message(AnswerRow.AWAITING_APPROVAL)).contains("(1 approval needed from ");
    var odd = denied(Reason.DENIED_BY_APPROVER, "see {detail}");
    assertThat(AnswerRow.DENIED_BY_APPROVER.message(odd)).contains("call: see {detail}. Do not");
  }

  private String message(AnswerRow row) {
    return row.message(Objects.requireNonNull(approvals().get(row)));
  }
}
