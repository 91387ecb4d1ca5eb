// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of request bodies, for OpenAPI only. Bodies are read by {@link
 * io.assentor.core.json.Members}, whose errors are more precise than those of a binder.
 */
final class Bodies {

  private static final String INTEGERS =
      "exact: integers of 64 bits are kept to the last digit; else they are within ±(2^53 - 1)";

  private Bodies() {}

  /** A gateway's submission. */
  record Submission(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Tool tool,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> arguments,
      @Schema(
              allowableValues = {"double", "exact"},
              description = INTEGERS)
          @Nullable String integers,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Subject subject,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Agent agent,
      @Schema(nullable = true) @Nullable String session,
      @Nullable Context context,
      @Schema(
              nullable = true,
              minimum = "1",
              description = "seconds; may only shorten what policy gives")
          @Nullable Integer expiresIn,
      @Schema(allowableValues = {"attach", "new"}) @Nullable String mode,
      @Schema(allowableValues = {"consume", "on_answer"}) @Nullable String release) {}

  /** The tool of the call. */
  @Schema(name = "SubmittedTool")
  record Tool(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String server,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
      @Schema(nullable = true) @Nullable Map<String, Object> annotations,
      @Schema(nullable = true, pattern = "[A-Za-z0-9_-]{43}") @Nullable String definitionHash) {}

  /** The person on whose behalf the call is made. */
  record Subject(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id,
      @Schema(nullable = true) @Nullable String issuer) {}

  /** The software that makes the call. */
  record Agent(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id) {}

  /** The context that the gateway gives for the call. */
  record Context(
      @Schema(nullable = true) @Nullable String justification,
      @Nullable Risk risk,
      @Schema(nullable = true) @Nullable String traceparent) {}

  /** The gateway's own assessment. */
  record Risk(
      @Schema(nullable = true) @Nullable Double score,
      @Schema(nullable = true) @Nullable List<String> signals) {}

  /** An approver's ruling. */
  record NewDecision(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"approve", "deny"})
          String verdict,
      @Schema(nullable = true) @Nullable String reason,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String view) {}

  /** Why. */
  record Why(@Schema(nullable = true) @Nullable String reason) {}

  /** The call about to run. */
  record Consumption(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Tool tool,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> arguments,
      @Schema(
              allowableValues = {"double", "exact"},
              description = INTEGERS)
          @Nullable String integers,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String attemptId) {}

  /** How the released call went. */
  record Result(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"succeeded", "failed", "unknown"})
          String outcome,
      @Schema(nullable = true, description = "the first 255 characters are kept")
          @Nullable String digest,
      @Schema(nullable = true, description = "the first 2,000 characters are kept; a cut is marked")
          @Nullable String message) {}
}
