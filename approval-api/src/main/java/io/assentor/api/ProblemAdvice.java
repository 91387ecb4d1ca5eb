// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.FailureLog;
import io.assentor.core.json.JsonException;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.work.WorkEndedException;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers exceptions with problems. An unexpected exception reveals no details. */
@RestControllerAdvice
class ProblemAdvice {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  private final Faults faults;

  ProblemAdvice(Faults faults) {
    this.faults = faults;
  }

  /** What it says of OpenAPI holds for every operation. */
  @ExceptionHandler
  @ApiResponse(
      responseCode = "default",
      description = "Not carried out",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  ResponseEntity<Problem> problem(ProblemException e) {
    return respond(e.problem());
  }

  @ExceptionHandler
  ResponseEntity<Problem> badJson(JsonException e) {
    return respond(
        switch (e.kind()) {
          case INVALID -> Problem.invalid(ProblemCode.INVALID_REQUEST, e.pointer(), e.expected());
          case NOT_I_JSON -> Problem.invalid(ProblemCode.NOT_I_JSON, e.pointer(), e.expected());
          case TOO_LARGE -> Problem.invalid(ProblemCode.TOO_LARGE, e.pointer(), e.expected());
        });
  }

  @ExceptionHandler
  ResponseEntity<Problem> ended(WorkEndedException e) {
    var detail = String.valueOf(e.getMessage());
    return respond(
        switch (e.why()) {
          case OVER_CAPACITY -> Problem.of(ProblemCode.OVER_CAPACITY, detail);
          case TOO_COSTLY -> Problem.of(ProblemCode.TOO_LARGE, detail);
          case CALLER_GONE ->
              Problem.of(ProblemCode.INVALID_REQUEST, detail); // the caller will not read it
        });
  }

  /** Already reported by the ledger. Retrying would not help, so it is not a 5xx. */
  @ExceptionHandler
  ResponseEntity<Problem> damaged(DamagedRecordException e) {
    return respond(
        Problem.of(
            ProblemCode.DAMAGED_RECORD,
            "The "
                + e.subject()
                + " is damaged: "
                + e.why()
                + ". Nothing is decided or released on it until an operator restores it."));
  }

  @ExceptionHandler
  ResponseEntity<Problem> badCursor(InvalidCursorException e) {
    return respond(
        Problem.invalid(ProblemCode.INVALID_REQUEST, "cursor", "the next of the page before"));
  }

  /** The caller left, or sent less than announced, or too slowly. */
  @ExceptionHandler({IOException.class, UncheckedIOException.class})
  ResponseEntity<Problem> gone(Exception e) {
    if (e instanceof TimedInput.SlowBodyException
        || e.getCause() instanceof TimedInput.SlowBodyException
        || e.getCause() instanceof SocketTimeoutException
        || e instanceof SocketTimeoutException) {
      return respond(Problem.of(ProblemCode.TOO_SLOW, "The body did not arrive in time."));
    }
    LOG.debug("A caller left: {}", e.toString());
    return respond(Problem.invalid(ProblemCode.INVALID_REQUEST, "", "a whole body"));
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Problem> anythingElse(
      Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (e instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
      int status = error.getStatusCode().value();
      error
          .getHeaders()
          .forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
      if (!ApiPaths.isApi(request)) {
        response.sendError(status); // for browsers this is a page
        return null;
      }
      return respond(ErrorAnswers.problem(status));
    }
    if (faults.isTemporary(e)) {
      log.failed("Requests were answered with 503", e);
      return respond(
          Problem.of(
              ProblemCode.OVER_CAPACITY,
              "The ledger cannot be reached just now; repeat the request with its"
                  + " Idempotency-Key."));
    }
    BugLog.report(LOG, "A request failed unexpectedly", e);
    return respond(
        Problem.of(ProblemCode.INTERNAL_ERROR, "Not carried out; the operator's log says why."));
  }

  static ResponseEntity<Problem> respond(Problem problem) {
    var response =
        ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    problem.retryAfter().ifPresent(seconds -> response.header("Retry-After", seconds));
    return response.body(problem);
  }
}
