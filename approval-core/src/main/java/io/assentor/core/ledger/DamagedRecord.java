// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An approval whose record cannot be believed, with what the store's index says of it. None of that
 * is authenticated: it serves to recognize the request, never to decide.
 *
 * @param why what is wrong with the record
 */
public record DamagedRecord(
    ApprovalId id,
    String why,
    String server,
    String tool,
    String subject,
    String agent,
    String rule,
    Instant submittedAt,
    @Nullable Instant expiresAt) {

  /** Returns one that folds, but of which nobody can be shown what is asked. */
  public static DamagedRecord of(ApprovalRecord entry, String why) {
    var request = entry.approval().request();
    return new DamagedRecord(
        entry.id(),
        why,
        request.server(),
        request.tool(),
        request.subject().id(),
        request.agent().id(),
        request.assessment().rule(),
        request.at(),
        request.expiresAt());
  }
}
