// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * The bodies of errors that no controller answers: a problem (RFC 9457) for programs, a small page
 * for browsers. What the container or a library has to say about an error is never shown.
 */
public final class ErrorAnswers {

  private static final String REFUSAL = ErrorAnswers.class.getName();

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} · Assentor</title>
        <link rel="icon" type="image/svg+xml" href="/assets/icon.svg">
        <link rel="stylesheet" href="/assets/pages.css">
      </head>
      <body>
      <main id="main" class="alone">
        <p class="brand">Assentor</p>
        <h1>{title}</h1>
        <p>{text}</p>
        <p><a class="button" href="/">Home</a></p>
        <p class="hint"><a href="/inbox">Inbox</a> · <a href="/audit">Audit</a> · \
      <a href="/policy">Policy</a> · <a href="/account">Your account</a></p>
      </main>
      </body>
      </html>
      """;

  private ErrorAnswers() {}

  /** What was wrong with a request, as {@link Problem#invalid} says it. */
  private record Refusal(String pointer, String expected) {}

  /**
   * A body to send.
   *
   * @param type of its content
   * @param text in ASCII where the type names no charset
   */
  public record Body(String type, String text) {}

  /** Refuses a request before any controller sees it, naming what is wrong with it. */
  static void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String pointer,
      String expected)
      throws IOException {
    request.setAttribute(REFUSAL, new Refusal(DisplayText.line(pointer), expected));
    response.sendError(status);
  }

  /**
   * Returns the body for this status.
   *
   * @param request as far as it could be read
   */
  public static Body of(HttpServletRequest request, int status) {
    var refusal = request.getAttribute(REFUSAL) instanceof Refusal it ? it : null;
    var problem = problem(status, refusal);
    return wantsPage(request)
        ? new Body("text/html;charset=UTF-8", page(problem))
        : new Body("application/problem+json", json(problem));
  }

  /** What is no path of the API and accepted as HTML; a request line may have been unreadable. */
  private static boolean wantsPage(HttpServletRequest request) {
    var path = request.getRequestURI();
    var accept = request.getHeader("Accept");
    return path != null
        && !ApiPaths.isApi(request)
        && accept != null
        && accept.contains("text/html");
  }

  private static Problem problem(int status, @Nullable Refusal refusal) {
    return refusal == null
        ? Problem.of(status, code(status), detail(status))
        : Problem.invalid(status, code(status), refusal.pointer, refusal.expected);
  }

  private static String json(Problem problem) {
    var text =
        Json.object()
            .put("type", problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail())
            .put("code", problem.code())
            .put("pointer", problem.pointer())
            .put("expected", problem.expected())
            .build()
            .canonicalString();
    return text.chars()
        .mapToObj(c -> c < 0x80 ? String.valueOf((char) c) : "\\u%04x".formatted(c))
        .collect(Collectors.joining());
  }

  private static String page(Problem problem) {
    return PAGE.replace("{title}", pageTitle(problem.status()))
        .replace("{text}", HtmlUtils.htmlEscape(problem.detail(), "UTF-8"));
  }

  private static String pageTitle(int status) {
    return switch (status) {
      case 401, 403 -> "Not allowed";
      case 404, 410 -> "Not found";
      case 405 -> "Not possible here";
      case 503 -> "Temporarily unavailable";
      default -> status >= 500 ? "Something went wrong" : "Not understood";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 401, 403 -> "not-allowed";
      case 404, 410 -> "not-found";
      case 405 -> "method-not-allowed";
      case 406 -> "not-acceptable";
      case 408 -> "too-slow";
      case 413, 414, 431 -> "too-large";
      case 503 -> "over-capacity";
      default -> status >= 500 ? "internal-error" : "invalid-request";
    };
  }

  private static String detail(int status) {
    return switch (code(status)) {
      case "not-allowed" -> "The caller may not do this.";
      case "not-found" -> "There is nothing at this address.";
      case "method-not-allowed" ->
          "This address does not support that method. Nothing was changed.";
      case "not-acceptable" -> "This resource has no such representation.";
      case "too-slow" -> "The request did not arrive in time.";
      case "too-large" -> "The request is larger than this server reads.";
      case "over-capacity" -> "Not possible just now. Try again in a moment.";
      case "internal-error" -> "Not carried out. The operator's log says why.";
      default -> "The request is malformed.";
    };
  }
}
