// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Assessment;
import io.assentor.notifiers.Requests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cards of {@link Requests}. */
final class Cards {

  private Cards() {}

  static Notice notice(ToolCall call, CallContext context) {
    return notice(Requests.entry(call, context), Purpose.ANNOUNCEMENT);
  }

  static Notice notice(NewRequest request, Assessment assessment, @Nullable Shown redacted) {
    return notice(Requests.entry(request, assessment, redacted), Purpose.ANNOUNCEMENT);
  }

  static Notice notice(ApprovalRecord entry, Purpose purpose) {
    return new Notice(
        new Occasion(purpose, 0), entry, Requests.LINK, Card.rendering(entry), List.of());
  }
}
