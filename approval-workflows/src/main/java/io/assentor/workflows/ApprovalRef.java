// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.assentor.core.approval.ApprovalId;
import java.util.UUID;

/** An approval's id as recorded in the workflow's history. */
public record ApprovalRef(String tenant, String uuid) {

  public static ApprovalRef of(ApprovalId id) {
    return new ApprovalRef(id.tenant(), id.uuid().toString());
  }

  public ApprovalId id() {
    return new ApprovalId(tenant, UUID.fromString(uuid));
  }
}
