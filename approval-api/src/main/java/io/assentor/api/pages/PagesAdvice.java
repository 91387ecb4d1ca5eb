// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.BugLog;
import io.assentor.api.Faults;
import io.assentor.api.QueryString;
import io.assentor.core.FailureLog;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.InvalidCursorException;
import io.assentor.core.text.DisplayText;
import io.assentor.core.work.WorkEndedException;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Errors of pages are pages. They say what happened to the click, and nothing of our insides. */
@ControllerAdvice(basePackageClasses = PagesAdvice.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PagesAdvice {

  private static final Logger LOG = LoggerFactory.getLogger(PagesAdvice.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  private final Faults faults;

  PagesAdvice(Faults faults) {
    this.faults = faults;
  }

  @ExceptionHandler
  String any(Exception e, Model model, HttpServletResponse response) {
    return switch (e) {
      case PageException it -> problem(it.status(), it.text(), model, response);
      case QueryString.MalformedException it ->
          problem(400, DisplayText.line(String.valueOf(it.getMessage())), model, response);
      case DamagedRecordException it ->
          problem(
              409,
              "This request's record failed verification, so it is not shown and cannot be decided."
                  + " Nothing was changed. The operator has been notified; other requests are not"
                  + " affected. For the operator: "
                  + DisplayText.line(it.subject() + ": " + it.why())
                  + ".",
              model,
              response);
      case WorkEndedException it when it.why() == WorkEndedException.Why.OVER_CAPACITY -> {
        response.setHeader("Retry-After", "1");
        yield problem(
            503,
            "The server is processing too many large requests. Nothing was changed; try again.",
            model,
            response);
      }
      case WorkEndedException it -> problem(413, String.valueOf(it.getMessage()), model, response);
      case InvalidCursorException it ->
          problem(
              400,
              "That page of the search is no longer available. Search again.",
              model,
              response);
      case ErrorResponse it when it.getStatusCode().is4xxClientError() ->
          problem(
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
          503,
          "The database cannot be reached right now. Check the request before you repeat a"
              + " decision.",
          model,
          response);
    }
    BugLog.report(LOG, "Page failed unexpectedly", e);
    return problem(500, "Something went wrong. The operator's log says why.", model, response);
  }

  static String problem(int status, String text, Model model, HttpServletResponse response) {
    response.setStatus(status);
    model.addAttribute("status", status);
    model.addAttribute(
        "title",
        switch (status) {
          case 404 -> "Not found";
          case 410 -> "No longer available";
          case 403 -> "Not allowed";
          case 409 -> "This record is damaged";
          case 503 -> "Temporarily unavailable";
          case 500 -> "Something went wrong";
          default -> "Not understood";
        });
    model.addAttribute("text", text);
    return "problem";
  }
}
