// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.util.function.Supplier;

/** Hears which records are damaged, for the operator's log, health and metrics. */
public interface DamageReport {

  /** Hears of one that was just read; the same one may be reported often. */
  void damaged(DamagedRecordException found);

  /**
   * Hears of one that was just read and is whole; called for every read, so it must cost nothing.
   */
  void whole(ApprovalId id);

  /**
   * Hears of anything else that was just read and is whole.
   *
   * @param subject as in {@link DamagedRecordException#subject}; made only where something is
   *     damaged
   */
  void whole(String tenant, Supplier<String> subject);

  /** For readers whose callers report by themselves. */
  DamageReport NONE =
      new DamageReport() {
        @Override
        public void damaged(DamagedRecordException found) {}

        @Override
        public void whole(ApprovalId id) {}

        @Override
        public void whole(String tenant, Supplier<String> subject) {}
      };
}
