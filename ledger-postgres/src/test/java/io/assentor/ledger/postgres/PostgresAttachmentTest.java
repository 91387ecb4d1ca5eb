// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.ledger.Ledger;
import io.assentor.testkit.AttachmentContract;

class PostgresAttachmentTest extends AttachmentContract {

  @Override
  protected Ledger ledger() {
    return PostgresForTests.ledger();
  }
}
