// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.text.DisplayText;
import io.assentor.core.text.LogLimit;
import io.assentor.core.work.WorkEndedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first filter. It refuses malformed requests (parameters and forms that cannot be decoded,
 * multipart bodies, contradictory headers), and answers exceptions from later filters. A refusal is
 * logged in one line, at most once per minute and kind.
 */
public final class RequestGate extends HttpFilter {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

  /** Headers of which two readers could use different values. */
  private static final List<String> ONCE = List.of("Authorization", "Content-Type");

  /** For all of a body, however slowly each byte comes. */
  private static final Duration BODY_TIME = Duration.ofSeconds(60);

  private static final transient LogLimit LIMIT = new LogLimit();

  private final Duration bodyTime;

  public RequestGate() {
    this(BODY_TIME);
  }

  RequestGate(Duration bodyTime) {
    this.bodyTime = bodyTime;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    try {
      if (isConsistent(request, response)) {
        chain.doFilter(CheckedRequest.of(request, bodyTime), response);
      }
    } catch (QueryString.MalformedException e) {
      refuse(
          request,
          response,
          ProblemCode.INVALID_REQUEST,
          e.name().isEmpty() ? "the parameters" : e.name(),
          e.expected());
    } catch (CheckedRequest.TooLargeException e) {
      var most = "at most " + e.most() + " bytes";
      refuse(request, response, ProblemCode.TOO_LARGE, "the form", most);
    } catch (TimedInput.SlowBodyException e) {
      var most = "a whole one within " + bodyTime.toSeconds() + " seconds";
      refuse(request, response, ProblemCode.TOO_SLOW, "the body", most);
    } catch (WorkEndedException e) {
      ended(request, response, e.why());
    } catch (IOException e) {
      LOG.debug("A caller left: {}", e.toString());
      refuse(request, response, ProblemCode.INVALID_REQUEST, "the body", "a whole one");
    } catch (Exception e) {
      failed(response, e);
    }
  }

  private static void ended(
      HttpServletRequest request, HttpServletResponse response, WorkEndedException.Why why)
      throws IOException {
    switch (why) {
      case OVER_CAPACITY -> {
        if (!response.isCommitted()) {
          response.reset();
          response.sendError(ProblemCode.OVER_CAPACITY.status());
        }
      }
      case TOO_COSTLY ->
          refuse(
              request,
              response,
              ProblemCode.TOO_LARGE,
              "the request",
              "a request that needs less processing");
      case CALLER_GONE -> LOG.debug("A caller left while its request was being processed");
    }
  }

  private static boolean isConsistent(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (var name : ONCE) {
      if (Collections.list(request.getHeaders(name)).size() > 1) {
        refuse(request, response, ProblemCode.INVALID_REQUEST, name, "one header of this name");
        return false;
      }
    }
    var type = request.getContentType();
    if (type != null
        && type.regionMatches(true, 0, "multipart/", 0, 10)
        && !ApiPaths.isApi(request)) {
      refuse(
          request,
          response,
          ProblemCode.NOT_A_FORM,
          "Content-Type",
          "application/x-www-form-urlencoded");
      return false;
    }
    return true;
  }

  private static void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      ProblemCode code,
      String pointer,
      String expected)
      throws IOException {
    LIMIT
        .admit(code + expected)
        .ifPresent(
            more ->
                LOG.info(
                    "Refused a malformed request with {}: {}, expected {}{}",
                    code.status(),
                    DisplayText.line(pointer),
                    expected,
                    more));
    if (!response.isCommitted()) {
      response.reset();
      ErrorAnswers.refuse(request, response, code, pointer, expected);
    }
  }

  private static void failed(HttpServletResponse response, Exception e) throws IOException {
    BugLog.report(LOG, "A request failed outside every controller", e);
    if (!response.isCommitted()) {
      response.reset();
      response.sendError(ProblemCode.INTERNAL_ERROR.status());
    }
  }
}
