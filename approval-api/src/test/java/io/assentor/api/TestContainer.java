// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The servlet container that we run in, with one servlet for every path, behind filters. */
public final class TestContainer implements AutoCloseable {

  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  /**
   * Starts one, on a port of its own.
   *
   * @param directory where it keeps its files
   * @param filters the outermost first
   */
  public TestContainer(Path directory, HttpServlet servlet, Filter... filters)
      throws LifecycleException {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "16384");
    context = tomcat.addContext("", directory.toString());
    for (int i = 0; i < filters.length; i++) {
      add("filter-" + i, filters[i]);
    }
    Tomcat.addServlet(context, "servlet", servlet);
    context.addServletMappingDecoded("/", "servlet");
    tomcat.start();
  }

  private void add(String name, Filter filter) {
    var definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    context.addFilterDef(definition);
    var everything = new FilterMap();
    everything.setFilterName(name);
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
  }

  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** Sessions that it keeps. */
  public int sessions() {
    return context.getManager().getActiveSessions();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
