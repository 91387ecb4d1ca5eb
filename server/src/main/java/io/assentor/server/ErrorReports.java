// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ErrorAnswers;
import io.assentor.api.ProblemCode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces Tomcat's HTML for errors without a body, including those that reach no filter, such as
 * malformed request lines and headers.
 */
final class ErrorReports extends ErrorReportValve {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);
  private static final String POLICY = "Content-Security-Policy";

  /** Installs it in place of Tomcat's own valve. */
  static void install(Context context) {
    var host = (StandardHost) context.getParent();
    host.setErrorReportValveClass("");
    host.getPipeline().addValve(new ErrorReports());
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()
        || !isOpen(response)) {
      return;
    }
    var body = ErrorAnswers.of(request, status);
    if (response.getHeader(POLICY) == null) {
      response.setHeader(
          POLICY,
          "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    }
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    if (response.getHeader("Retry-After") == null) {
      ProblemCode.ofStatus(status)
          .retryAfter()
          .ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    }
    try {
      response.setContentType(body.type());
      var writer = response.getReporter();
      if (writer != null) {
        writer.write(body.text());
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("An error's body could not be sent: {}", e.toString());
    }
  }

  private static boolean isOpen(Response response) {
    var allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    return allowed.get();
  }
}
