// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.ledger.LedgerReader.AgentHistory;
import java.time.Instant;

/** What policy knows beside the call. */
public interface PolicyContext {

  /** The time, and agents that never did anything. */
  PolicyContext UNKNOWN =
      new PolicyContext() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public AgentHistory history(String tenant, String agent) {
          return new AgentHistory(0, 0, 0);
        }
      };

  Instant now();

  /** Reports the server and tool of a call that is about to be judged. */
  default void sees(String server, String tool) {}

  /** The agent's calls of the last hour. */
  AgentHistory history(String tenant, String agent);
}
