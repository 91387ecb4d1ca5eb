// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Refusal;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.Ledger;
import java.time.Duration;
import java.util.UUID;

/**
 * Records refused commands, at a limited rate, so that an attacker cannot fill the ledger. The
 * limit is per process and per principal and approval; the answer itself is never limited.
 */
final class AttemptFile {

  private static final int PER_WINDOW = 60;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Ledger ledger;
  private final RateLimit<Key> limit = new RateLimit<>(PER_WINDOW, WINDOW);

  AttemptFile(Ledger ledger) {
    this.ledger = ledger;
  }

  void file(ApprovalId id, Principal by, String command, Refusal refusal) {
    if (by.issuer().equals("assentor")) {
      return; // a repeated timer is not an attempt
    }
    if (limit.admits(new Key(id.uuid(), by))) {
      ledger.file(
          new Attempt(id.uuid(), by, command, Refusals.code(refusal), Refusals.detail(refusal)));
    }
  }

  private record Key(UUID approval, Principal by) {}
}
