// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.FailureLog;
import io.assentor.core.json.JsonException;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.work.WorkEndedException;
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

/** Answers exceptions with problems. What nobody foresaw says no more than that it happened. */
@RestControllerAdvice
class ProblemAdvice {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  /** When to come back after 429 and 503, in seconds. */
  private static final String RETRY_AFTER = "1";

  private final Faults faults;

  ProblemAdvice(Faults faults) {
    this.faults = faults;
  }

  @ExceptionHandler
  ResponseEntity<Problem> problem(ProblemException e) {
    return respond(e.problem());
  }

  @ExceptionHandler
  ResponseEntity<Problem> badJson(JsonException e) {
    return respond(
        switch (e.kind()) {
          case INVALID -> Problem.invalid(400, "invalid-request", e.pointer(), e.expected());
          case NOT_I_JSON -> Problem.invalid(422, "not-i-json", e.pointer(), e.expected());
          case TOO_LARGE -> Problem.invalid(413, "too-large", e.pointer(), e.expected());
        });
  }

  @ExceptionHandler
  ResponseEntity<Problem> ended(WorkEndedException e) {
    var detail = String.valueOf(e.getMessage());
    return respond(
        switch (e.why()) {
          case OVER_CAPACITY -> Problem.of(503, "over-capacity", detail);
          case TOO_COSTLY -> Problem.of(413, "too-large", detail);
          case CALLER_GONE -> Problem.of(400, "invalid-request", detail); // which nobody will read
        });
  }

  /** Already reported by the ledger. Retrying would not help, so it is not a 5xx. */
  @ExceptionHandler
  ResponseEntity<Problem> damaged(DamagedRecordException e) {
    return respond(
        Problem.of(
            409,
            "damaged-record",
            "The "
                + e.subject()
                + " is damaged: "
                + e.why()
                + ". Nothing is decided or released on it until an operator restores it."));
  }

  @ExceptionHandler
  ResponseEntity<Problem> badCursor(InvalidCursorException e) {
    return respond(
        Problem.invalid(400, "invalid-request", "cursor", "the next of the page before"));
  }

  /** The caller went away, or sent less than it announced, or too slowly. */
  @ExceptionHandler({IOException.class, UncheckedIOException.class})
  ResponseEntity<Problem> gone(Exception e) {
    if (e instanceof TimedInput.SlowBodyException
        || e.getCause() instanceof TimedInput.SlowBodyException
        || e.getCause() instanceof SocketTimeoutException
        || e instanceof SocketTimeoutException) {
      return respond(Problem.of(408, "too-slow", "The body did not arrive in time."));
    }
    LOG.debug("A caller went away: {}", e.toString());
    return respond(Problem.invalid(400, "invalid-request", "", "a whole body"));
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
        response.sendError(status); // which is a page for browsers
        return null;
      }
      return respond(notOurs(status));
    }
    if (faults.isTemporary(e)) {
      log.failed("Requests were answered with 503", e);
      return respond(
          Problem.of(
              503,
              "over-capacity",
              "The ledger cannot be reached just now; repeat the request with its"
                  + " Idempotency-Key."));
    }
    BugLog.report(LOG, "A request failed unexpectedly", e);
    return respond(
        Problem.of(500, "internal-error", "Not carried out; the operator's log says why."));
  }

  /** What Spring refuses before a controller is found. */
  private static Problem notOurs(int status) {
    return switch (status) {
      case 404 -> Problem.of(404, "not-found", "There is nothing here.");
      case 405 ->
          Problem.of(405, "method-not-allowed", "This resource does not support that method.");
      case 406 -> Problem.of(406, "not-acceptable", "Answers are application/json.");
      default -> Problem.of(status, "invalid-request", "The request is malformed.");
    };
  }

  static ResponseEntity<Problem> respond(Problem problem) {
    var response =
        ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (problem.status() == 429 || problem.status() == 503) {
      response.header("Retry-After", RETRY_AFTER);
    }
    return response.body(problem);
  }
}
