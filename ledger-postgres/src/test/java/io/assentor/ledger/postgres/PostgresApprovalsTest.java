// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.Ledger;
import io.assentor.testkit.ApprovalsContract;

class PostgresApprovalsTest extends ApprovalsContract {

  @Override
  protected Ledger ledger() {
    return PostgresForTests.ledger();
  }
}
