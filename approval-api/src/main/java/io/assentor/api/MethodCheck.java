// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Answers 405 with {@code Allow} where a resource does not take a method, before it is asked who
 * calls: which methods there are is no secret, and a 403 would tell callers to ask for a role.
 */
final class MethodCheck extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient Supplier<RequestMappingHandlerMapping> resources;

  MethodCheck(Supplier<RequestMappingHandlerMapping> resources) {
    this.resources = resources;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      ServletRequestPathUtils.parseAndCache(request);
      resources.get().getHandler(request);
    } catch (HttpRequestMethodNotSupportedException e) {
      var methods = Objects.requireNonNullElse(e.getSupportedMethods(), new String[0]);
      response.setHeader("Allow", String.join(", ", methods));
      response.sendError(405);
      return;
    } catch (Exception e) {
      throw new ServletException(e);
    }
    chain.doFilter(request, response);
  }
}
