// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.TestContainer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the servlet container that we run in, with its own sessions. */
class SessionEndTest {

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private Duration later = Duration.ZERO;

  @TempDir private Path directory;
  private TestContainer container;

  @BeforeEach
  void start() throws LifecycleException {
    InstantSource time = () -> Instant.now().plus(later);
    container =
        new TestContainer(
            directory, new SessionServlet(), new SessionEnd(time.withZone(ZoneOffset.UTC)));
  }

  @AfterEach
  void stop() throws LifecycleException {
    container.close();
  }

  private static final class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write(request.getSession().getId());
    }
  }

  @Test
  void session_endsTwelveHoursAfterItBeganHoweverOftenItIsUsed() throws Exception {
    var first = session();
    for (int hours = 1; hours < 12; hours++) {
      later = Duration.ofHours(hours);
      assertThat(session()).as("after %s h", hours).isEqualTo(first);
    }
    later = Duration.ofHours(12).plusSeconds(1);
    assertThat(session()).isNotEqualTo(first);
  }

  private String session() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(container.uri("/")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
