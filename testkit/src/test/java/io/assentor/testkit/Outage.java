// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import java.time.Instant;
import java.util.function.Supplier;

/** The clock of a ledger that can be away: then whatever asks it for the time fails. */
final class Outage implements Supplier<Instant> {

  private boolean away;

  void begins() {
    away = true;
  }

  void ends() {
    away = false;
  }

  @Override
  public Instant get() {
    if (away) {
      throw new IllegalStateException("the ledger is away");
    }
    return Instant.now();
  }
}
