// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import java.time.Instant;
import java.util.UUID;

/** One approval of one tenant. The UUID is version 7 (RFC 9562), made by us. */
public record ApprovalId(String tenant, UUID uuid) {

  /** A fresh id of this tenant. */
  public static ApprovalId next(String tenant) {
    return new ApprovalId(tenant, Uuid7.next());
  }

  /** What sorts before every id that was made from this instant on. */
  public static UUID earliest(Instant from) {
    return Uuid7.earliest(from);
  }

  /** {@code tenant/uuid}, which is also the workflow's id. */
  @Override
  public String toString() {
    return tenant + "/" + uuid;
  }
}
