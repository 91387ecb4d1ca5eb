// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of request bodies, for OpenAPI only: bodies are read by {@link
 * io.assentor.core.json.Members}, which names what is wrong as no binder does.
 */
final class Bodies {

  private Bodies() {}

  /** What a gateway asks. */
  record Submission(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Tool tool,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> arguments,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Subject subject,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Agent agent,
      @Nullable String session,
      @Nullable Context context,
      @Schema(minimum = "1", description = "seconds; may only shorten what policy gives")
          @Nullable Integer expiresIn,
      @Schema(allowableValues = {"attach", "new"}) @Nullable String mode,
      @Schema(allowableValues = {"consume", "on_answer"}) @Nullable String release) {}

  /** The tool that would run. */
  @Schema(name = "SubmittedTool")
  record Tool(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String server,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
      @Nullable Map<String, Object> annotations,
      @Schema(pattern = "[A-Za-z0-9_-]{43}") @Nullable String definitionHash) {}

  /** The person acted for. */
  record Subject(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id, @Nullable String issuer) {}

  /** The software acting. */
  record Agent(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id) {}

  /** What the gateway says around the call. */
  record Context(
      @Nullable String justification, @Nullable Risk risk, @Nullable String traceparent) {}

  /** The gateway's own judgement. */
  record Risk(@Nullable Double score, @Nullable List<String> signals) {}

  /** An approver's ruling. */
  record NewDecision(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"approve", "deny"})
          String verdict,
      @Nullable String reason,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String view) {}

  /** Why. */
  record Why(@Nullable String reason) {}

  /** The call about to run. */
  record Consumption(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Tool tool,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> arguments,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String attemptId) {}

  /** How the released call went. */
  record Result(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"succeeded", "failed", "unknown"})
          String outcome,
      @Nullable String digest,
      @Nullable String message) {}
}
