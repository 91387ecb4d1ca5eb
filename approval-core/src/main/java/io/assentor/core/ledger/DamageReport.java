// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.util.function.Supplier;

/** Receives damaged records, for the operator's log, health and metrics. */
public interface DamageReport {

  /** Reports a damaged record that was just read. The same record may be reported often. */
  void damaged(DamagedRecordException found);

  /** Reports an intact record that was just read. Called for every read, so it must be cheap. */
  void whole(ApprovalId id);

  /**
   * Reports anything else that was just read and is intact.
   *
   * @param subject as in {@link DamagedRecordException#subject}; evaluated only where something is
   *     damaged
   */
  void whole(String tenant, Supplier<String> subject);

  /** Ignores reports, for readers whose callers report themselves. */
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
