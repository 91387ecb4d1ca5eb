// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.work.MemoryBudget;
import io.assentor.testkit.Wait;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both first filters in front of endpoints that are large, in a container of their own. */
class RequestWorkFilterTest {

  private static final byte[] STORED =
      ("{\"a\":[" + "{},".repeat(40_000) + "{}]}").getBytes(StandardCharsets.UTF_8);

  private static final Duration BODY_TIME = Duration.ofMillis(300);

  private final MemoryBudget memory = new MemoryBudget(8 << 20);

  @TempDir private Path base;
  private TestContainer container;

  @BeforeEach
  void start() throws LifecycleException {
    container =
        new TestContainer(
            base, new Endpoint(), new RequestWorkFilter(memory), new RequestGate(BODY_TIME));
  }

  @AfterEach
  void stop() throws LifecycleException {
    container.close();
  }

  /** Reads stored documents, as many as are asked for, or the body. */
  private static final class Endpoint extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getMethod().equals("POST")) {
        ArrivingBytes.of(request, 1 << 20);
      }
      int documents = Integer.parseInt(request.getHeader("X-Documents"));
      for (int i = 0; i < documents; i++) {
        assertThat(Json.parseStored(STORED).members()).isNotEmpty();
      }
      response.setStatus(204);
    }
  }

  @Test
  void whatIsRead_isChargedWhoeverReadsItAndGivenBack() throws Exception {
    assertThat(get(3)).isEqualTo(204);
    assertThat(get(50)).isEqualTo(503);
    assertThat(memory.reserved()).isZero();
    assertThat(get(3)).isEqualTo(204);
  }

  @Test
  void formOfAStranger_isSmall() throws Exception {
    assertThat(post("/login", "a=" + "b".repeat(1 << 16))).isEqualTo(413);
    assertThat(post("/login", "a=" + "b".repeat(1 << 15))).isEqualTo(204);
  }

  @Test
  void bodiesOfStrangers_turnNobodyElseAway() throws Exception {
    assertThat(post("/channels/slack", "x".repeat(500_000))).isEqualTo(503);
    assertThat(post("/v1/approvals", "x".repeat(500_000))).isEqualTo(204);
    assertThat(memory.reserved()).isZero();
  }

  /** A body of any kind, a byte at a time, over a connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/approvals application/json",
        "/v1/approvals application/x-www-form-urlencoded",
        "/channels/slack application/x-www-form-urlencoded",
        "/channels/slack application/json",
        "/login application/x-www-form-urlencoded",
        "/inbox text/plain"
      })
  void bodyThatDrips_ends(String where) throws Exception {
    var parts = where.split(" ", 2);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), container.port())) {
      var out = socket.getOutputStream();
      out.write(
          String.join(
                  "\r\n",
                  "POST " + parts[0] + " HTTP/1.1",
                  "Host: x",
                  "Content-Type: " + parts[1],
                  "X-Documents: 0",
                  "Content-Length: 100000",
                  "",
                  "")
              .getBytes(StandardCharsets.US_ASCII));
      Wait.until("the drip is answered", () -> isAnsweredAfterOneMore(socket));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(answer).isEqualTo("HTTP/1.1 408");
    }
  }

  private static boolean isAnsweredAfterOneMore(Socket socket) {
    try {
      if (socket.getInputStream().available() > 0) {
        return true;
      }
      socket.getOutputStream().write('a');
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void budget_givesNoMoreThanItHas() {
    var budget = new MemoryBudget(100);
    assertThat(budget.reserve(60, false)).isTrue();
    assertThat(budget.reserve(41, false)).isFalse();
    assertThat(budget.reserve(40, false)).isTrue();
    assertThat(budget.reserve(30, true)).isTrue();
    budget.release(100);
    assertThat(budget.reserved()).isEqualTo(30);
    assertThat(budget.reserve(71, false)).isFalse();
    assertThat(budget.reserve(70, false)).isTrue();
  }

  private int get(int documents) throws Exception {
    return status(request("/inbox").header("X-Documents", "" + documents).GET());
  }

  private int post(String path, String body) throws Exception {
    return status(
        request(path)
            .header("X-Documents", "0")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + path));
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }
}
