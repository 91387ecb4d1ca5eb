// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.TestContainer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;

/** One function in the servlet container that we run in, asked over HTTP without a cookie jar. */
final class Served implements AutoCloseable {

  /** What answers. */
  interface Handler {
    String answer(HttpServletRequest request, HttpServletResponse response);
  }

  private final TestContainer container;
  private final HttpClient http = HttpClient.newHttpClient();

  Served(Path directory, Handler handler) throws LifecycleException {
    container = new TestContainer(directory, new Answering(handler));
  }

  private static final class Answering extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient Handler handler;

    Answering(Handler handler) {
      this.handler = handler;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write(handler.answer(request, response));
    }
  }

  /** Sessions that the container keeps. */
  int sessions() {
    return container.sessions();
  }

  HttpResponse<String> get(String path, String cookies) {
    var request = HttpRequest.newBuilder(container.uri(path)).header("Cookie", cookies).build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws LifecycleException {
    http.close();
    container.close();
  }
}
