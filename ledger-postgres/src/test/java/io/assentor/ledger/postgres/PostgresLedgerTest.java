// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.DamageReport;
import io.assentor.testkit.LedgerContract;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresLedgerTest extends LedgerContract {

  @Override
  protected Opened open() {
    var jdbc = JdbcClient.create(PostgresForTests.application());
    return new Opened(
        PostgresForTests.ledger(),
        new PostgresTending(jdbc, PostgresForTests.KEYS, DamageReport.NONE),
        new PostgresTail(jdbc));
  }
}
