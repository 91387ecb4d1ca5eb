// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/**
 * The bodies of errors that no controller answers: a problem (RFC 9457) for programs, a small page
 * for browsers. Messages of the container or a library are never shown.
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

  /** The request attribute with the problem, made by {@link Problem#invalid}. */
  private record Refusal(ProblemCode code, String pointer, String expected) {}

  /**
   * A body to send.
   *
   * @param type of its content
   * @param text in ASCII if the type names no charset
   */
  public record Body(String type, String text) {}

  /** Refuses a request before any controller sees it, and says what is wrong with it. */
  static void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      ProblemCode code,
      String pointer,
      String expected)
      throws IOException {
    request.setAttribute(REFUSAL, new Refusal(code, DisplayText.line(pointer), expected));
    response.sendError(code.status());
  }

  /**
   * Returns the body for this status.
   *
   * @param request as far as it could be read
   */
  public static Body of(HttpServletRequest request, int status) {
    var problem =
        request.getAttribute(REFUSAL) instanceof Refusal it
            ? Problem.invalid(it.code, status, it.pointer, it.expected)
            : problem(status);
    return wantsPage(request)
        ? new Body("text/html;charset=UTF-8", page(problem))
        : new Body("application/problem+json", json(problem));
  }

  /**
   * A path that is not the API's, if the caller accepts HTML; the request line may have been
   * unreadable.
   */
  private static boolean wantsPage(HttpServletRequest request) {
    var path = request.getRequestURI();
    var accept = request.getHeader("Accept");
    return path != null
        && !ApiPaths.isApi(request)
        && accept != null
        && accept.contains("text/html");
  }

  /** What an error is that nothing of ours has more to say of. */
  static Problem problem(int status) {
    var code = ProblemCode.ofStatus(status);
    return Problem.of(code, status, detail(code));
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
    return PAGE.replace("{title}", problem.title())
        .replace("{text}", HtmlUtils.htmlEscape(problem.detail(), "UTF-8"));
  }

  private static String detail(ProblemCode code) {
    return switch (code) {
      case NOT_AUTHENTICATED, NOT_ALLOWED -> "The caller may not do this.";
      case NOT_FOUND, GONE -> "There is nothing at this address.";
      case METHOD_NOT_ALLOWED -> "This address does not support that method. Nothing was changed.";
      case NOT_ACCEPTABLE -> "This resource has no such representation.";
      case TOO_SLOW -> "The request did not arrive in time.";
      case TOO_LARGE -> "The request is larger than this server reads.";
      case TOO_MANY_REQUESTS, OVER_CAPACITY -> "Not possible just now. Try again in a moment.";
      case INTERNAL_ERROR -> "Not carried out. The operator's log says why.";
      default -> "The request is malformed.";
    };
  }
}
