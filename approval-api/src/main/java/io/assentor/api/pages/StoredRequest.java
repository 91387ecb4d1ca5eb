// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader;
import java.util.Optional;

/**
 * Reads what pages show of a request: the stored rendering, and only if it is the one decided on.
 */
final class StoredRequest {

  private StoredRequest() {}

  /**
   * Returns the members of the rendering whose hash is the view that a decision on this request
   * names; empty if what is stored has another hash, or is gone.
   */
  static Optional<Members> shown(ApprovalRecord entry, Optional<Rendering> stored) {
    return stored
        .filter(it -> it.view(entry.content().salt()).equals(entry.approval().request().view()))
        .map(it -> Members.of(it.body()));
  }

  static Optional<Members> shown(ApprovalRecord entry, LedgerReader ledger) {
    return ledger.shown(entry).map(it -> Members.of(it.body()));
  }
}
