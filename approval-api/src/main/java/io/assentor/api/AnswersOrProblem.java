// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** For OpenAPI: the operation answers with an {@link Answer}, or a {@link Problem}. */
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
    responseCode = "200",
    description = "Decided; allow is true only if this answer releases the call",
    content =
        @Content(mediaType = "application/json", schema = @Schema(implementation = Answer.class)))
@ApiResponse(
    responseCode = "202",
    description = "Pending; Location and Retry-After say where and when to ask again",
    content =
        @Content(mediaType = "application/json", schema = @Schema(implementation = Answer.class)))
@interface AnswersOrProblem {

  /** For OpenAPI: marks an operation that may wait. */
  @Retention(RetentionPolicy.RUNTIME)
  @Parameter(
      in = ParameterIn.HEADER,
      name = "Prefer",
      description = "wait=N: seconds to wait for a decision, at most 60 (RFC 7240)",
      schema = @Schema(type = "string"))
  @interface Waits {}

  /** For OpenAPI: a repeat with the same key returns the recorded outcome. */
  @Retention(RetentionPolicy.RUNTIME)
  @Parameter(
      in = ParameterIn.HEADER,
      name = "Idempotency-Key",
      description = "1 to 255 visible characters; a repeat returns the recorded outcome",
      schema = @Schema(type = "string"))
  @interface Repeatable {}
}
