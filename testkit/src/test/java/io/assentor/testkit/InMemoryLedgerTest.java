// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

class InMemoryLedgerTest extends LedgerContract {

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));

  @Override
  protected Opened open() {
    return new Opened(ledger, ledger, ledger);
  }
}
