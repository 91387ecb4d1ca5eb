// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.ShownRequest;
import io.assentor.core.policy.Door;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands on an existing approval. Unauthorized callers are refused before the body is read. */
@RestController
@RequestMapping("/v1/approvals/{id}")
class CommandsController {

  private static final int MAX_REASON = 2_000;

  /** Of ids and hashes. */
  private static final int MAX_TOKEN = 255;

  private final Approvals approvals;
  private final Authority authority;
  private final Replies replies;

  CommandsController(Approvals approvals, Authority authority, Replies replies) {
    this.approvals = approvals;
    this.authority = authority;
    this.replies = replies;
  }

  @PostMapping("/decisions")
  @Operation(summary = "Approve or deny a request; view is the hash of what was shown")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.NewDecision.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> decide(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var admitted = admitted(id, caller, http, Action.DECIDE);
    var body = RequestBody.of(http).members();
    var verdict = body.constant("verdict", Verdict.class);
    var reason = body.optionalText("reason", MAX_REASON);
    var view = body.text("view", MAX_TOKEN);
    body.end();
    return replies.outcome(
        approvals.decide(admitted, RequestHeaders.commandId(http), Door.API, verdict, reason, view),
        caller);
  }

  @PostMapping("/disclosures")
  @Operation(
      summary =
          "Show an approver the withheld parts of a call; recorded, and required before approval")
  Disclosure disclose(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var admitted = admitted(id, caller, http, Action.DISCLOSE);
    var disclosure = approvals.disclose(admitted, Door.API);
    return switch (disclosure.result()) {
      case CommandResult.Done(var entry, var repeat) ->
          Disclosure.of(disclosure.rendering().orElseThrow(), entry);
      case CommandResult.Declined(var entry, var why) -> throw replies.problem(why, entry, caller);
      case CommandResult.Unknown unknown -> throw replies.problem(new Refusal.UnknownApproval());
    };
  }

  /**
   * The withheld parts, for an approver who asked for them.
   *
   * @param view the hash to name in the decision
   * @param withheld JSON pointers into the arguments as others are shown them
   */
  record Disclosure(
      String view, List<String> withheld, @Schema(types = "object") Json.Obj arguments) {

    static Disclosure of(Rendering rendering, ApprovalRecord entry) {
      var shown = ShownRequest.of(entry, rendering);
      return new Disclosure(entry.viewOf(rendering), shown.withheld(), shown.arguments());
    }
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
    var admitted = admitted(id, caller, http, Action.CANCEL);
    var reason = reason(http);
    return replies.outcome(
        approvals.cancel(admitted, RequestHeaders.commandId(http), reason), caller);
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
    var admitted = admitted(id, caller, http, Action.REVOKE);
    var reason = reason(http);
    return replies.outcome(
        approvals.revoke(admitted, RequestHeaders.commandId(http), reason), caller);
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
    var admitted = admitted(id, caller, http, Action.CONSUME);
    var body = RequestBody.of(http).exactMembers();
    var call = SubmissionBody.call(body);
    var attemptId = body.text("attemptId", MAX_TOKEN);
    body.end();
    return switch (approvals.consume(admitted, call, attemptId)) {
      case CommandResult.Done(var consumed, var repeat) ->
          replies.releasing(consumed, Optional.empty());
      case CommandResult.Declined declined -> replies.outcome(declined, caller);
      case CommandResult.Unknown unknown -> replies.outcome(unknown, caller);
    };
  }

  @PostMapping("/result")
  @Operation(summary = "Report how the released call went")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Result.class)))
  @AnswersOrProblem
  @AnswersOrProblem.Repeatable
  ResponseEntity<?> result(
      @PathVariable("id") String id, HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    var admitted = admitted(id, caller, http, Action.RESULT);
    var body = RequestBody.ofResult(http).lenientMembers();
    var outcome = body.constant("outcome", ExecutionResult.class);
    var digest = ResultBody.text(body, "digest", MAX_TOKEN);
    var message = ResultBody.text(body, "message", ResultBody.MAX_MESSAGE);
    body.end();
    return replies.outcome(
        approvals.report(admitted, RequestHeaders.commandId(http), outcome, digest, message),
        caller);
  }

  /** The body of a command that has only an optional reason. */
  private static @Nullable String reason(HttpServletRequest http) {
    var body = RequestBody.optionalMembers(http);
    var reason = body.optionalText("reason", MAX_REASON);
    body.end();
    return reason;
  }

  /** Returns the proof that the caller may do this, before the body is read. */
  private Admitted admitted(String text, Caller caller, HttpServletRequest http, Action action) {
    var id =
        replies.id(text, caller).orElseThrow(() -> replies.problem(new Refusal.UnknownApproval()));
    return replies.admitted(authority.admit(ActorFilter.actor(http), id, action), caller);
  }
}
