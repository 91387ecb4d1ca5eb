// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import java.time.Instant;
import java.util.UUID;

/** Identifies one approval of one tenant. Assentor makes the UUID, version 7 (RFC 9562). */
public record ApprovalId(String tenant, UUID uuid) {

  /** Makes a new id of a tenant. */
  public static ApprovalId next(String tenant) {
    return new ApprovalId(tenant, Uuid7.next());
  }

  /** Returns a UUID that sorts before every id made from this instant on. */
  public static UUID earliest(Instant from) {
    return Uuid7.earliest(from);
  }

  /** Returns {@code tenant/uuid}, which is also the workflow's id. */
  @Override
  public String toString() {
    return tenant + "/" + uuid;
  }
}
