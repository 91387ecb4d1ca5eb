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
 * One approval as the ledger stores it.
 *
 * @param repeats the number of submissions that attached to it
 * @param asOf the database's clock when it was read
 */
public record ApprovalRecord(Approval approval, CallContent content, int repeats, Instant asOf) {

  public ApprovalId id() {
    return approval.id();
  }

  /** Returns whether the stored call and its shown part match the hashes in the events. */
  public boolean isIntact() {
    var request = approval.request();
    return content.fingerprint().equals(request.fingerprint())
        && content.contextHash().equals(request.contextHash())
        && Objects.equals(content.redactedHash(), request.redactedHash());
  }

  /** Returns the salted hash by which a decision names a rendering. */
  public String viewOf(Rendering rendering) {
    return rendering.view(content.salt());
  }

  /**
   * Returns whether a rendering has the hash of the request's view. No other rendering is ever
   * shown.
   */
  public boolean isViewOf(Rendering rendering) {
    return viewOf(rendering).equals(approval.request().view());
  }

  /**
   * Returns a text that changes whenever a message about the approval would change, by an event or
   * by the clock. Disclosures do not change it, because other people are not told of them.
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
