// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Status;
import io.assentor.core.json.Members;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an approval's row that are derived from its events, for lists and searches.
 *
 * @param openTo capacities of the stage that waits now
 * @param deciders people who decided, by their ids and identities
 */
record Derived(String status, @Nullable String reason, List<String> openTo, List<String> deciders) {

  /** All of it, as parameters of these names. */
  Map<String, @Nullable Object> params() {
    var params = new HashMap<String, @Nullable Object>();
    params.put("status", status);
    params.put("reason", reason);
    params.put("openTo", openTo.toArray(String[]::new));
    params.put("deciders", deciders.toArray(String[]::new));
    return params;
  }

  static Derived of(Approval approval) {
    var closed = approval.closed();
    return new Derived(
        Members.nameOf(closed == null ? Status.PENDING : closed.status()),
        closed == null ? null : Members.nameOf(closed.reason()),
        approval.openStage().stream()
            .flatMap(stage -> stage.eligible().stream())
            .flatMap(eligible -> eligible.capacities().stream())
            .toList(),
        approval.decisions().stream()
            .flatMap(decision -> decision.standing().human().marks().stream())
            .distinct()
            .toList());
  }
}
