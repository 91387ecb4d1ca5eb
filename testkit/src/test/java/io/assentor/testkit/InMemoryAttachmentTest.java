// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.ledger.Ledger;
import java.time.Instant;

class InMemoryAttachmentTest extends AttachmentContract {

  @Override
  protected Ledger ledger() {
    return new InMemoryLedger(Instant::now);
  }
}
