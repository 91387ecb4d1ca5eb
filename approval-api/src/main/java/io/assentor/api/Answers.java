// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Status;
import io.assentor.core.call.Party;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.ShownRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes answers from approvals; what they say of one is its {@link AnswerRow}. */
final class Answers {

  /** There is no point in asking again sooner; a waiting request is answered at once. */
  static final int POLL_AFTER_SECONDS = 2;

  private final String publicUrl;
  private final DecisionTokens tokens;
  private final LedgerReader ledger;

  /**
   * Answers that link to this address.
   *
   * @param publicUrl where people reach us, without a slash at its end
   */
  Answers(String publicUrl, DecisionTokens tokens, LedgerReader ledger) {
    this.publicUrl = publicUrl;
    this.tokens = tokens;
    this.ledger = ledger;
  }

  /** Returns the answer to a request that releases nothing. */
  Answer of(ApprovalRecord entry, boolean withRequest) {
    return answer(entry, false, withRequest ? requestIfWhole(entry) : null);
  }

  /**
   * As {@link #of}, but fails if the call cannot be shown.
   *
   * @throws DamagedRecordException if the stored rendering does not have the view's hash
   */
  Answer shown(ApprovalRecord entry, boolean withRequest) {
    return answer(entry, false, withRequest ? request(entry) : null);
  }

  /** As {@link #shown(ApprovalRecord, boolean)}, for each of these. */
  Function<ApprovalRecord, Answer> shown(List<ApprovalRecord> entries, boolean withRequest) {
    if (!withRequest) {
      return entry -> answer(entry, false, null);
    }
    var renderings = ledger.shown(entries);
    return entry ->
        answer(entry, false, request(entry, ShownRequest.of(entry, renderings.apply(entry))));
  }

  /**
   * Returns the answer that releases the call. It uses only what is in memory, because the single
   * release is spent.
   */
  Answer releasing(ApprovalRecord entry) {
    return answer(entry, true, null);
  }

  private Answer answer(ApprovalRecord entry, boolean releases, Answer.@Nullable Request asked) {
    var approval = entry.approval();
    var request = approval.request();
    var row = AnswerRow.of(approval, entry.asOf(), releases);
    var status = entry.status();
    var use = approval.use(entry.asOf());
    return new Answer(
        entry.id().uuid(),
        Members.nameOf(status),
        use == null ? null : Members.nameOf(use),
        row.allow(),
        row.message(approval),
        row.reasonCode(),
        row.nextAction(),
        request.fingerprint().text(),
        request.view(),
        approval.decisions().stream().map(Answers::decision).toList(),
        request.at(),
        request.expiresAt(),
        approval.validUntil(),
        status == Status.PENDING ? POLL_AFTER_SECONDS : null,
        publicUrl + "/approvals/" + entry.id().uuid(),
        row.allow() ? entry.content().call().arguments() : null,
        row.allow() ? tokens.token(entry) : null,
        asked,
        null);
  }

  private static Answer.Decision decision(Event.Decided decided) {
    return new Answer.Decision(
        decided.standing().person(),
        Members.nameOf(decided.verdict()),
        decided.reason(),
        decided.standing().door().channel(),
        decided.at());
  }

  /** Absent if the stored rendering does not have the view's hash. */
  private Answer.@Nullable Request requestIfWhole(ApprovalRecord entry) {
    try {
      return request(entry);
    } catch (DamagedRecordException e) {
      return null;
    }
  }

  private Answer.Request request(ApprovalRecord entry) {
    return request(entry, ShownRequest.of(entry, ledger.shown(entry)));
  }

  /** Who has approved is the only part that moves, and the only one from elsewhere. */
  private static Answer.Request request(ApprovalRecord entry, ShownRequest shown) {
    var annotations = shown.annotations();
    return new Answer.Request(
        new Answer.Tool(
            shown.server(),
            shown.tool(),
            annotations.members().isEmpty() ? null : annotations,
            shown.definitionHash()),
        shown.arguments(),
        shown.integers(),
        emptyIsAbsent(shown.withheld()),
        party(shown.subject()),
        party(shown.agent()),
        party(shown.gateway()),
        shown.session(),
        shown.context().json(),
        shown.rule(),
        shown.tier(),
        emptyIsAbsent(shown.notes()),
        emptyIsAbsent(shown.show()),
        emptyIsAbsent(shown.doors()),
        stages(entry.approval()));
  }

  private static Answer.Party party(Party party) {
    return new Answer.Party(party.id(), party.issuer(), Members.nameOf(party.assurance()));
  }

  private static @Nullable List<String> emptyIsAbsent(List<String> values) {
    return values.isEmpty() ? null : values;
  }

  private static List<Answer.Stage> stages(Approval approval) {
    return approval.stages().stream()
        .map(s -> Answer.Stage.of(s.stage(), s.by(), s.eligible().subList(1, s.eligible().size())))
        .toList();
  }
}
