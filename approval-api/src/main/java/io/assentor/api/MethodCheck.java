// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Answers 405 with {@code Allow} where a resource does not take a method, and {@code OPTIONS} with
 * the same header, before authentication: the methods of a path are no secret, and a 401 or 403
 * would make callers ask for a role.
 */
public final class MethodCheck extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient Supplier<RequestMappingHandlerMapping> controllers;
  private final transient List<Resource> others;
  private transient volatile @Nullable List<Resource> resources;

  private MethodCheck(
      Supplier<RequestMappingHandlerMapping> controllers, Map<String, String> others) {
    this.controllers = controllers;
    this.others =
        others.entrySet().stream()
            .map(
                it ->
                    new Resource(
                        PathPatternParser.defaultInstance.parse(it.getKey()),
                        Set.of(it.getValue())))
            .toList();
  }

  /** Checks the methods of controllers; the management endpoints have a mapping of their own. */
  public static MethodCheck of(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    return of(mappings, Map.of());
  }

  /**
   * Checks the methods of controllers and filters.
   *
   * @param others methods by path pattern, for paths that no controller answers
   */
  public static MethodCheck of(
      ObjectProvider<RequestMappingHandlerMapping> mappings, Map<String, String> others) {
    return new MethodCheck(
        () ->
            mappings.stream()
                .filter(it -> it.getClass() == RequestMappingHandlerMapping.class)
                .findFirst()
                .orElseThrow(),
        others);
  }

  /** A path pattern and its methods. */
  private record Resource(PathPattern path, Set<String> methods) {

    static List<Resource> of(RequestMappingInfo info) {
      var methods = new TreeSet<String>();
      info.getMethodsCondition().getMethods().forEach(it -> methods.add(it.name()));
      var paths = info.getPathPatternsCondition();
      return methods.isEmpty() || paths == null // takes any
          ? List.of()
          : paths.getPatterns().stream().map(it -> new Resource(it, methods)).toList();
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var allowed = allowed(request);
    if (allowed.isEmpty() || takes(allowed, request.getMethod())) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Allow", String.join(", ", allowed));
    if (request.getMethod().equals("OPTIONS")) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else {
      response.sendError(ProblemCode.METHOD_NOT_ALLOWED.status());
    }
  }

  private static boolean takes(Set<String> allowed, String method) {
    return allowed.contains(method) && !method.equals("OPTIONS");
  }

  /** Returns every method of the resources at a path; none if there is no such path. */
  private Set<String> allowed(HttpServletRequest request) {
    var path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
    var methods = new TreeSet<String>();
    for (var it : resources()) {
      if (it.path.matches(path)) {
        methods.addAll(it.methods);
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    if (!methods.isEmpty()) {
      methods.add("OPTIONS");
    }
    return methods;
  }

  /** Controllers are known only after the server has started. */
  private List<Resource> resources() {
    var known = resources;
    if (known == null) {
      var all = new ArrayList<>(others);
      controllers.get().getHandlerMethods().keySet().forEach(info -> all.addAll(Resource.of(info)));
      known = List.copyOf(all);
      resources = known;
    }
    return known;
  }
}
