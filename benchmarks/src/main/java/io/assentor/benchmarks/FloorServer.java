// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/**
 * The least behind one bare HTTP endpoint: the same Tomcat on virtual threads, the same driver and
 * pool, and {@link JdbcFloor}; a process of its own, as what it is compared with.
 */
final class FloorServer extends HttpServlet {

  private static final long serialVersionUID = 1;

  private final transient JdbcFloor floor;

  private FloorServer(JdbcFloor floor) {
    this.floor = floor;
  }

  /** Arguments: port, JDBC URL, user. */
  public static void main(String[] args) throws Exception {
    var tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("floor").toString());
    tomcat.setPort(Integer.parseInt(args[0]));
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    tomcat.getConnector().getProtocolHandler().setExecutor(new VirtualThreadExecutor("http-"));
    var context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "floor", new FloorServer(new JdbcFloor(args[1], args[2])));
    context.addServletMappingDecoded("/*", "floor");
    tomcat.start();
    tomcat.getServer().await();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.getInputStream().readAllBytes();
    var path = request.getPathInfo().split("/", -1);
    try {
      var id = path[1].equals("insert") ? floor.insert() : UUID.fromString(path[2]);
      if (path[1].equals("update")) {
        floor.update(id, Integer.parseInt(path[3]));
      }
      var body = ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
