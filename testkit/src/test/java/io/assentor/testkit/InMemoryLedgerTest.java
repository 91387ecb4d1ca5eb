// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

class InMemoryLedgerTest extends LedgerContract {

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));

  @Override
  protected Opened open() {
    return new Opened(ledger, ledger, ledger);
  }

  @Override
  protected void damage(ApprovalId id, Damage damage) {
    switch (damage) {
      case FORGED_RENDERING -> ledger.damageRendering(id, "api");
      case UNREADABLE_DELIVERY -> {
        var key = ledger.deliveries(id).getFirst().key();
        ledger.damageDelivery(key, key.channel() + " delivery: no known purpose");
      }
      default -> ledger.damage(id, damage.name());
    }
  }
}
