// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Status;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import java.time.Instant;
import java.util.Objects;

/**
 * One approval as the ledger has it.
 *
 * @param repeats submissions that attached to it
 * @param asOf the database's clock when it was read
 */
public record ApprovalRecord(Approval approval, CallContent content, int repeats, Instant asOf) {

  public ApprovalId id() {
    return approval.id();
  }

  /** Whether the stored call and what is shown of it are those the events have hashes of. */
  public boolean isIntact() {
    var request = approval.request();
    return content.fingerprint().equals(request.fingerprint())
        && content.contextHash().equals(request.contextHash())
        && Objects.equals(content.redactedHash(), request.redactedHash());
  }

  /** Returns the hash by which a decision on this request names a rendering. */
  public String viewOf(Rendering rendering) {
    return rendering.view(content.salt());
  }

  /** Whether a rendering is what the request's view is the hash of; no other is ever shown. */
  public boolean isViewOf(Rendering rendering) {
    return viewOf(rendering).equals(approval.request().view());
  }

  /**
   * Changes whenever what can be said of the approval does: by an event, or by the clock. That
   * someone was shown what is withheld is nothing that others are told.
   */
  public String state() {
    return (approval.sequence() - approval.disclosures().size())
        + "/"
        + status()
        + "/"
        + approval.use(asOf);
  }

  public Status status() {
    return approval.status(asOf);
  }
}
