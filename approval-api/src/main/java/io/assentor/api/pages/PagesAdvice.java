// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.BugLog;
import io.assentor.api.Faults;
import io.assentor.api.ProblemCode;
import io.assentor.api.QueryString;
import io.assentor.core.FailureLog;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.text.DisplayText;
import io.assentor.core.work.WorkEndedException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * What all pages share: additions of the deployment, and errors as pages. An error page says what
 * happened to the click and reveals no internals.
 */
@ControllerAdvice(basePackageClasses = PagesAdvice.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PagesAdvice {

  private static final Logger LOG = LoggerFactory.getLogger(PagesAdvice.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  private final Faults faults;

  private final ObjectProvider<PageAdditions> additions;

  PagesAdvice(Faults faults, ObjectProvider<PageAdditions> additions) {
    this.faults = faults;
    this.additions = additions;
  }

  /** Returns what this deployment adds to the pages; null in production. */
  @ModelAttribute("additions")
  @Nullable PageAdditions additions() {
    return additions.getIfAvailable();
  }

  @ExceptionHandler
  String any(Exception e, Model model, HttpServletResponse response) {
    return switch (e) {
      case PageException it -> problem(it.code(), it.text(), model, response);
      case QueryString.MalformedException it ->
          problem(
              ProblemCode.INVALID_REQUEST,
              DisplayText.line(String.valueOf(it.getMessage())),
              model,
              response);
      case DamagedRecordException it ->
          problem(
              ProblemCode.DAMAGED_RECORD,
              "This request's record failed verification, so it is not shown and cannot be decided."
                  + " Nothing was changed. The operator has been notified; other requests are not"
                  + " affected. For the operator: "
                  + DisplayText.line(it.subject() + ": " + it.why())
                  + ".",
              model,
              response);
      case WorkEndedException it when it.why() == WorkEndedException.Why.OVER_CAPACITY ->
          problem(
              ProblemCode.OVER_CAPACITY,
              "The server is processing too many large requests. Nothing was changed; try again.",
              model,
              response);
      case WorkEndedException it ->
          problem(ProblemCode.TOO_LARGE, String.valueOf(it.getMessage()), model, response);
      case InvalidCursorException it ->
          problem(
              ProblemCode.INVALID_REQUEST,
              "That page of the search is no longer available. Search again.",
              model,
              response);
      case ErrorResponse it when it.getStatusCode().is4xxClientError() ->
          problem(
              ProblemCode.ofStatus(it.getStatusCode().value()),
              it.getStatusCode().value(),
              "There is no such page, or the form was not understood. Nothing was changed.",
              model,
              response);
      default -> unforeseen(e, model, response);
    };
  }

  private String unforeseen(Exception e, Model model, HttpServletResponse response) {
    if (faults.isTemporary(e)) {
      log.failed("Requests for pages were answered with 503", e);
      return problem(
          ProblemCode.OVER_CAPACITY,
          "The database cannot be reached right now. Check the request before you repeat a"
              + " decision.",
          model,
          response);
    }
    BugLog.report(LOG, "Page failed unexpectedly", e);
    return problem(
        ProblemCode.INTERNAL_ERROR,
        "Something went wrong. The operator's log says why.",
        model,
        response);
  }

  static String problem(ProblemCode code, String text, Model model, HttpServletResponse response) {
    return problem(code, code.status(), text, model, response);
  }

  private static String problem(
      ProblemCode code, int status, String text, Model model, HttpServletResponse response) {
    response.setStatus(status);
    code.retryAfter().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    model.addAttribute("title", code.title());
    model.addAttribute("text", text);
    return "problem";
  }
}
