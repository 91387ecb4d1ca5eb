// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.text.Steps;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.assentor.testkit.Wait;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real connections to a container of its own. */
@SuppressWarnings("try") // a scope is only closed
class BoundedHttpTest {

  private static final Duration HEAD_TIME = Duration.ofMillis(300);
  private static final int HANG_SECONDS = 60;

  private final Tomcat tomcat = new Tomcat();

  /** What became of each request that works. */
  private final BlockingQueue<String> outcomes = new ArrayBlockingQueue<>(10);

  private final BlockingQueue<String> begun = new ArrayBlockingQueue<>(10);

  @TempDir private Path base;

  @BeforeEach
  void start() throws LifecycleException {
    tomcat.setBaseDir(base.toString());
    var connector = new Connector(new BoundedHttp(HEAD_TIME));
    connector.setPort(0);
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "endpoint", new Endpoint());
    context.addServletMappingDecoded("/", "endpoint");
    tomcat.start();
  }

  @AfterEach
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Works until its caller has left, or a little. */
  private final class Endpoint extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      var caller = (Work.Connection) request.getAttribute(Work.Connection.class.getName());
      boolean endless = request.getRequestURI().equals("/endless");
      var work = new Work(new MemoryBudget(Long.MAX_VALUE), caller, Long.MAX_VALUE);
      try (var scope = work.begin()) {
        begun.add(request.getRequestURI());
        var steps = Steps.unlimited();
        for (int i = 0; endless || i < 50_000_000; i++) {
          steps.take();
        }
        outcomes.add("done");
      } catch (WorkEndedException e) {
        outcomes.add(e.why().name());
      }
      response.setStatus(204);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\nHost: x\r\nX: ", "GET /", "GET / HTTP/1.1\r\nHost: x\r\n"})
  void headThatDrips_isCutOff(String beginning) throws IOException {
    try (var socket = socket()) {
      send(socket, beginning);
      Wait.until("the connection is closed", () -> isClosedAfterOneMore(socket));
    }
  }

  @Test
  void headThatDripsBehindAWholeRequest_isCutOff() throws IOException {
    try (var socket = socket()) {
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(status(socket)).isEqualTo("HTTP/1.1 204");
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
      Wait.until("the connection is closed", () -> isClosedAfterOneMore(socket));
    }
  }

  @Test
  void callerThatCloses_endsTheWork() throws Exception {
    try (var socket = socket()) {
      send(socket, "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(begun.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("/endless");
    }
    assertThat(outcomes.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("CALLER_GONE");
  }

  /** Also on a connection that was used before, and with the next request sent already. */
  @Test
  void callerThatStays_isAnswered() throws Exception {
    try (var socket = socket()) {
      send(socket, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(begun.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("/1");
      send(socket, "GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers.split("HTTP/1.1 204", -1)).hasSize(3);
      assertThat(outcomes).containsExactly("done", "done");
    }
  }

  private Socket socket() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String status(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    while (in.available() > 0) {
      in.skipNBytes(1);
    }
    return line;
  }

  private static boolean isClosedAfterOneMore(Socket socket) {
    try {
      socket.setSoTimeout(1);
      send(socket, "a");
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
