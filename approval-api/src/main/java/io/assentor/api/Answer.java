// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.json.Json;
import io.assentor.core.policy.Eligible;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a gateway, approver or auditor. {@code if (!answer.allow) refuse(answer.message)}
 * is always safe.
 *
 * @param allow true only when this very answer releases the call
 * @param message for the model
 * @param view hash of the rendering a decision must name
 * @param pollAfter seconds after which the caller should ask again
 * @param arguments the arguments to run, when allowed
 * @param decisionToken proof for the tool server, when allowed
 * @param request the request; for approvers, auditors and admins
 * @param deliveries the messages about it; for approvers, auditors and admins, and absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(
    UUID id,
    String status,
    @Nullable String use,
    boolean allow,
    String message,
    String reasonCode,
    String nextAction,
    String fingerprint,
    String view,
    List<Decision> decidedBy,
    Instant submittedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant validUntil,
    @Nullable Integer pollAfter,
    String reviewUrl,
    @Schema(types = "object") Json.@Nullable Obj arguments,
    @Nullable String decisionToken,
    @Nullable Request request,
    @Nullable List<DeliveryStatus> deliveries) {

  /** Returns the same answer with the messages to people. */
  Answer with(List<DeliveryStatus> deliveries) {
    return new Answer(
        id,
        status,
        use,
        allow,
        message,
        reasonCode,
        nextAction,
        fingerprint,
        view,
        decidedBy,
        submittedAt,
        expiresAt,
        validUntil,
        pollAfter,
        reviewUrl,
        arguments,
        decisionToken,
        request,
        deliveries);
  }

  /** One approver's ruling. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Decision(
      String person, String verdict, @Nullable String reason, String channel, Instant at) {}

  /**
   * The request, as far as policy discloses it.
   *
   * @param integers {@code exact} if an argument may be an integer past ±(2^53 - 1), which not
   *     every JSON parser keeps
   * @param withheld JSON pointers into the arguments, to the parts shown only to an approver who
   *     asks
   * @param notes what approvers must also know
   * @param show JSON pointers into the arguments, to the members to show first
   * @param assurance where it may be decided, if not everywhere
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Request(
      Tool tool,
      @Schema(types = "object") Json.Obj arguments,
      @Nullable String integers,
      @Nullable List<String> withheld,
      Party subject,
      Party agent,
      Party gateway,
      @Nullable String session,
      @Schema(types = "object") Json.Obj context,
      String rule,
      String tier,
      @Nullable List<String> notes,
      @Nullable List<String> show,
      @Nullable List<String> assurance,
      List<Stage> stages) {}

  /** The tool of the call. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Tool(
      String server,
      String name,
      @Schema(types = "object") Json.@Nullable Obj annotations,
      @Nullable String definitionHash) {}

  /** A subject, agent or gateway, and how it was identified. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Party(String id, @Nullable String issuer, String assurance) {}

  /**
   * A stage: for a role, a group or named people; its quorum and who has approved in it.
   *
   * @param widenedTo who else may decide in it, after widenings
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stage(
      @Nullable String role,
      @Nullable String group,
      @Nullable Collection<String> people,
      int needed,
      List<String> by,
      @Nullable List<String> widenedTo) {

    static Stage of(
        io.assentor.core.policy.Stage stage, List<String> by, List<Eligible> widenedTo) {
      var widened = widenedTo.stream().map(Eligible::described).toList();
      var shown = widened.isEmpty() ? null : widened;
      int needed = stage.needed();
      return switch (stage.eligible()) {
        case Eligible.Role(var name) -> new Stage(name, null, null, needed, by, shown);
        case Eligible.Group(var name) -> new Stage(null, name, null, needed, by, shown);
        case Eligible.People(var ids) -> new Stage(null, null, ids, needed, by, shown);
      };
    }
  }
}
