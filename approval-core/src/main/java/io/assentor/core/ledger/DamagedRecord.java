// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An approval whose record failed verification, with the unauthenticated data of the store's index,
 * which serves to recognize the request, never to decide it.
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

  /** Makes one whose events are intact, but whose call cannot be shown. */
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
