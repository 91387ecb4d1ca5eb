// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.testkit.LedgerContract;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresLedgerTest extends LedgerContract {

  @Override
  protected Opened open() {
    var jdbc = JdbcClient.create(PostgresForTests.application());
    return new Opened(
        new PostgresLedger(PostgresForTests.application()),
        new PostgresTending(jdbc),
        new PostgresTail(jdbc));
  }
}
