// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;

/** The parties of a request, from which its side is derived. */
public record Parties(Principal gateway, Party subject, Party agent) {

  static Parties of(NewRequest request) {
    return new Parties(request.gateway(), request.subject(), request.agent());
  }

  /** Returns the parties of a submitted request. */
  public static Parties of(ApprovalRecord entry) {
    var request = entry.approval().request();
    return new Parties(request.gateway(), request.subject(), request.agent());
  }
}
