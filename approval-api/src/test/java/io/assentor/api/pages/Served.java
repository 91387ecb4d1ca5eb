// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** One function in the servlet container that we run in, asked over HTTP without a cookie jar. */
final class Served implements AutoCloseable {

  /** What answers. */
  interface Handler {
    String answer(HttpServletRequest request, HttpServletResponse response);
  }

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private final HttpClient http = HttpClient.newHttpClient();

  Served(Path directory, Handler handler) throws LifecycleException {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "16384");
    context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "handler", new Answering(handler));
    context.addServletMappingDecoded("/", "handler");
    tomcat.start();
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
    return context.getManager().getActiveSessions();
  }

  HttpResponse<String> get(String path, String cookies) {
    int port = tomcat.getConnector().getLocalPort();
    var uri = URI.create("http://127.0.0.1:" + port + path);
    var request = HttpRequest.newBuilder(uri).header("Cookie", cookies).build();
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
    tomcat.stop();
    tomcat.destroy();
  }
}
