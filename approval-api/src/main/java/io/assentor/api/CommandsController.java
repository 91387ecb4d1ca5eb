// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Approvals;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.policy.Door;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands on an existing approval. Who may not touch it learns so before the body is read. */
@RestController
@RequestMapping("/v1/approvals/{id}")
class CommandsController {

  private static final int MAX_REASON = 2_000;

  /** Of ids and hashes. */
  private static final int MAX_TOKEN = 255;

  private final Approvals approvals;
  private final LedgerReader ledger;
  private final Replies replies;

  CommandsController(Approvals approvals, LedgerReader ledger, Replies replies) {
    this.approvals = approvals;
    this.ledger = ledger;
    this.replies = replies;
  }

  @PostMapping("/decisions")
  @Operation(summary = "Approve or deny, having seen the rendering whose hash is view")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.NewDecision.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> decide(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var entry = known(id, caller, "decide", Role.APPROVER);
    refuse(approvals.mayNotDecide(entry, caller.principal()), entry, caller, "decide");
    var body = RequestBody.of(http).members();
    var verdict = body.constant("verdict", Verdict.class);
    var reason = body.optionalText("reason", MAX_REASON);
    var view = body.text("view", MAX_TOKEN);
    body.end();
    return replies.outcome(
        approvals.decide(
            entry,
            RequestHeaders.commandId(http),
            caller.principal(),
            Door.API,
            caller.claimed(),
            verdict,
            reason,
            view),
        caller);
  }

  @PostMapping("/cancel")
  @Operation(summary = "Withdraw a pending request")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Why.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> cancel(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    boolean admin = caller.is(Role.ADMIN);
    var entry = admin ? known(id, caller, "cancel", Role.ADMIN) : own(id, caller, "cancel");
    var reason = reason(http);
    return replies.outcome(
        approvals.cancel(
            entry.id(), RequestHeaders.commandId(http), caller.principal(), admin, reason),
        caller);
  }

  @PostMapping("/revoke")
  @Operation(summary = "Withdraw an approval that has not been used")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Why.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> revoke(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var entry = known(id, caller, "revoke", Role.APPROVER, Role.ADMIN);
    boolean admin = caller.is(Role.ADMIN);
    refuse(approvals.mayNotRevoke(entry, caller.principal(), admin), entry, caller, "revoke");
    var reason = reason(http);
    return replies.outcome(
        approvals.revoke(
            entry.id(), RequestHeaders.commandId(http), caller.principal(), admin, reason),
        caller);
  }

  @PostMapping("/consume")
  @Operation(summary = "Release exactly the approved call, once, just before running it")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Consumption.class)))
  @AnswersOrProblem
  ResponseEntity<?> consume(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var entry = own(id, caller, "consume");
    var body = RequestBody.of(http).members();
    var call = SubmissionBody.call(body);
    var attemptId = body.text("attemptId", MAX_TOKEN);
    body.end();
    return switch (approvals.consume(entry, caller.principal(), call, attemptId)) {
      case CommandResult.Done(var consumed, var repeat) ->
          replies.releasing(consumed, caller, Optional.empty());
      case CommandResult.Declined declined -> replies.outcome(declined, caller);
      case CommandResult.Unknown unknown -> replies.outcome(unknown, caller);
    };
  }

  @PostMapping("/result")
  @Operation(summary = "Say how the released call went")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Result.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> result(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var entry = own(id, caller, "result");
    var body = RequestBody.ofResult(http).lenientMembers();
    var outcome = body.constant("outcome", ExecutionResult.class);
    var digest = ResultBody.text(body, "digest", MAX_TOKEN);
    var message = ResultBody.text(body, "message", ResultBody.MAX_MESSAGE);
    body.end();
    return replies.outcome(
        approvals.report(
            entry.id(),
            RequestHeaders.commandId(http),
            caller.principal(),
            outcome,
            digest,
            message),
        caller);
  }

  /** The body of a command that asks for nothing but perhaps a reason. */
  private static @Nullable String reason(HttpServletRequest http) {
    var body = RequestBody.optionalMembers(http);
    var reason = body.optionalText("reason", MAX_REASON);
    body.end();
    return reason;
  }

  /** The approval, if the caller has one of these roles and the tenant has it; else it is filed. */
  private ApprovalRecord known(String text, Caller caller, String command, Role... roles) {
    var id = replies.id(text, caller);
    if (Arrays.stream(roles).noneMatch(caller::is)) {
      var refusal = new Refusal.NotAllowed("the token has none of the roles for this");
      id.ifPresent(it -> approvals.file(it, caller.principal(), command, refusal));
      throw replies.problem(refusal);
    }
    return id.flatMap(ledger::find)
        .orElseThrow(
            () -> {
              var refusal = new Refusal.UnknownApproval();
              id.ifPresent(it -> approvals.file(it, caller.principal(), command, refusal));
              return replies.problem(refusal);
            });
  }

  /** The approval, if this very gateway submitted it. */
  private ApprovalRecord own(String text, Caller caller, String command) {
    var entry = known(text, caller, command, Role.GATEWAY);
    var stranger =
        entry.approval().request().gateway().equals(caller.principal())
            ? Optional.<Refusal>empty()
            : Optional.<Refusal>of(new Refusal.NotAllowed("another gateway submitted this call"));
    refuse(stranger, entry, caller, command);
    return entry;
  }

  private void refuse(
      Optional<Refusal> refusal, ApprovalRecord entry, Caller caller, String command) {
    if (refusal.isPresent()) {
      approvals.file(entry.id(), caller.principal(), command, refusal.get());
      throw replies.problem(refusal.get(), entry, caller);
    }
  }
}
