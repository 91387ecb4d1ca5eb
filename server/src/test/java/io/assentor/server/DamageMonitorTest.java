// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.DamagedRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DamageMonitorTest {

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> log = new ArrayList<>();
  private final DamageMonitor monitor = new DamageMonitor(nanos::get, log::add);
  private final ApprovalId id = ApprovalId.next("default");

  @Test
  void healthAndCount_sayWhichRecordIsDamaged_untilItIsWhole() {
    assertThat(monitor.health().getStatus().getCode()).isEqualTo("UP");

    monitor.damaged(new DamagedRecordException(id, "an event is missing"));

    assertThat(monitor.count()).isEqualTo(1);
    assertThat(monitor.health().getStatus().getCode()).isEqualTo("DEGRADED");
    assertThat(monitor.health().getDetails().toString()).contains(id.uuid().toString());
    assertThat(log.getFirst()).contains(id.uuid().toString(), "an event is missing");

    monitor.whole(ApprovalId.next("default"));
    assertThat(monitor.count()).isEqualTo(1);
    monitor.whole(id);
    assertThat(monitor.count()).isZero();
    assertThat(monitor.health().getStatus().getCode()).isEqualTo("UP");
  }

  @Test
  void recordThatIsReadAgainAndAgain_isLoggedOnceAnHour() {
    for (int i = 0; i < 1_000; i++) {
      monitor.damaged(new DamagedRecordException(id, "an event is missing"));
    }
    assertThat(lines()).isEqualTo(1);

    nanos.addAndGet(Duration.ofHours(1).toNanos());
    monitor.damaged(new DamagedRecordException(id, "an event is missing"));

    assertThat(lines()).isEqualTo(2);
  }

  /** Whoever can forge rows must not be able to fill the log or the heap with them. */
  @Test
  void manyDamagedRecords_areBoundedInLogAndMemory() {
    for (int i = 0; i < 10 * DamageMonitor.MAX_KEPT; i++) {
      monitor.damaged(new DamagedRecordException(ApprovalId.next("default"), "forged"));
    }

    assertThat(monitor.count()).isEqualTo(DamageMonitor.MAX_KEPT);
    assertThat(lines()).isEqualTo(DamageMonitor.MAX_LINES);
    assertThat(log.getLast()).startsWith("More damaged records were found");
  }

  @Test
  void partOfARecord_isDamagedByItselfUntilItIsWhole() {
    monitor.damaged(new DamagedRecordException(id, "api rendering", "it was altered"));

    monitor.whole(id); // the rest of it was read, and is
    monitor.damaged(new DamagedRecordException(id, "api rendering", "it was altered"));

    assertThat(monitor.count()).isEqualTo(1);
    assertThat(lines()).isEqualTo(1);
    monitor.whole(id.tenant(), () -> DamagedRecordException.part(id, "api rendering"));
    assertThat(monitor.count()).isZero();
  }

  @Test
  void storedTextInALine_cannotForgeAnother() {
    monitor.damaged(new DamagedRecordException(id, "x\n2026 ERROR forged", "y\u202e"));

    assertThat(log.getFirst()).doesNotContain("\n", "\u202e");
  }

  private long lines() {
    return log.stream().filter(line -> line.contains("Damaged record;")).count();
  }
}
