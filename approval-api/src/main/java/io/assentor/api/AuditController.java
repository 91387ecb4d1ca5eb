// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Refusal;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints for auditors. It has only a {@link LedgerReader}, so it cannot append. */
@RestController
@RequestMapping("/v1/audit/approvals")
class AuditController {

  private final LedgerReader ledger;
  private final Replies replies;

  AuditController(LedgerReader ledger, Replies replies) {
    this.ledger = ledger;
    this.replies = replies;
  }

  @GetMapping
  @Operation(summary = "Search all requests of the tenant")
  ApprovalsController.Page search(HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var asked = Parameters.of(http);
    var query =
        new Query(
            caller.principal().tenant(), null, asked.filters(), asked.limit(), asked.cursor());
    return replies.page(ledger.search(query), caller);
  }

  @GetMapping("/{id}")
  @Operation(summary = "The whole record of one approval")
  Story story(@PathVariable String id, Authentication authentication) {
    var caller = Caller.of(authentication);
    return replies
        .id(id, caller)
        .flatMap(ledger::story)
        .map(this::story)
        .orElseThrow(() -> replies.problem(new Refusal.UnknownApproval()));
  }

  @GetMapping("/{id}/verify")
  @Operation(summary = "Recompute one approval's hashes and state from what is stored")
  Verification verify(@PathVariable String id, Authentication authentication) {
    var caller = Caller.of(authentication);
    return replies
        .id(id, caller)
        .flatMap((ApprovalId it) -> ledger.verify(it))
        .map(v -> new Verification(v.valid(), v.authenticated(), v.events(), v.problems()))
        .orElseThrow(() -> replies.problem(new Refusal.UnknownApproval()));
  }

  private Story story(LedgerReader.Story story) {
    var salt = story.entry().content().salt();
    return new Story(
        replies.answerOnly(story.entry()),
        story.entry().repeats(),
        story.events().stream().map(AuditController::event).toList(),
        story.renderings().stream()
            .map(r -> new Rendering(r.channel(), r.view(salt), r.body()))
            .toList(),
        story.deliveries().stream().map(AuditController::delivery).toList(),
        story.attempts().stream().map(AuditController::attempt).toList(),
        story.damaged().isEmpty() ? null : story.damaged());
  }

  private static Event event(StoredEvent stored) {
    return new Event(
        stored.sequence(),
        stored.event().at(),
        EventFormat.type(stored.event()),
        EventFormat.data(stored.event()),
        stored.hash());
  }

  private static Sent delivery(Delivery delivery) {
    var key = delivery.key();
    var occasion = key.occasion();
    var status = DeliveryStatus.of(delivery);
    return new Sent(
        key.channel(),
        key.recipient(),
        Members.nameOf(occasion.purpose()),
        occasion.stage(),
        occasion.step(),
        status.people(),
        status.status(),
        delivery.claims(),
        delivery.attempts(),
        delivery.receipt(),
        delivery.receiptAt(),
        delivery.failure(),
        status.lastError(),
        status.lastErrorAt(),
        status.nextTryAt());
  }

  private static Attempt attempt(FiledAttempt filed) {
    var attempt = filed.attempt();
    return new Attempt(
        filed.at(),
        attempt.by().tenant(),
        attempt.by().issuer(),
        attempt.by().name(),
        attempt.command(),
        attempt.refusal(),
        attempt.detail());
  }

  /**
   * Everything recorded about one approval.
   *
   * @param repeats submissions that attached to it
   * @param damaged renderings and deliveries that are left out because they failed verification,
   *     and why; absent if there are none
   */
  record Story(
      Answer approval,
      int repeats,
      List<Event> events,
      List<Rendering> renderings,
      List<Sent> deliveries,
      List<Attempt> attempts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> damaged) {}

  /**
   * A recorded event.
   *
   * @param hash its link to the previous event
   */
  record Event(
      int sequence,
      Instant at,
      String type,
      @Schema(types = "object") Json.Obj data,
      String hash) {}

  /** What was shown. */
  record Rendering(String channel, String view, @Schema(types = "object") Json.Obj body) {}

  /**
   * A message to people.
   *
   * @param step which of the stage's steps it is about, for a reminder and an escalation
   * @param people ids of the people it is addressed to; empty for a channel that addresses no one
   *     person
   * @param status sending, retrying, sent, failed (it cannot be sent) or returned (it was sent, and
   *     was returned or removed)
   * @param claims if more than one, it may have been sent twice, because a process died
   * @param attempts the number of attempts so far
   * @param receipt proof of delivery; absent until it was sent
   * @param failure why it cannot be delivered, or, with a receipt, why it was returned
   * @param lastError the reason of the last failed attempt
   * @param nextTryAt when the next attempt is due
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sent(
      String channel,
      String recipient,
      String purpose,
      int stage,
      int step,
      SortedSet<String> people,
      String status,
      int claims,
      int attempts,
      @Nullable String receipt,
      @Nullable Instant receiptAt,
      @Nullable String failure,
      @Nullable String lastError,
      @Nullable Instant lastErrorAt,
      @Nullable Instant nextTryAt) {}

  /** A refused command. */
  record Attempt(
      Instant at,
      String tenant,
      String issuer,
      String by,
      String command,
      String refusal,
      String detail) {}

  /**
   * The result of verification.
   *
   * @param authenticated whether MACs were checked, which needs the keys
   * @param problems empty if everything is as recorded
   */
  record Verification(boolean valid, boolean authenticated, int events, List<String> problems) {}
}
