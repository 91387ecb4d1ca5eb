// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses query parameters that an endpoint does not declare, before it is called: a typing error
 * in a filter's name would otherwise return everything. Pages reached by links ignore them, because
 * programs that forward a link may add some.
 */
final class KnownParameters implements WebMvcConfigurer, HandlerInterceptor {

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod)) {
      return true; // no controller, or an asset
    }
    if (request.getRequestURI().startsWith(request.getContextPath() + "/v1/")) {
      Parameters.of(request);
    } else {
      QueryParameter.ofPage(Parameters.endpoint(request)).ifPresent(known -> check(known, request));
    }
    return true;
  }

  /** A form sends blank fields, too. The page reads times, as days, and texts itself. */
  private static void check(List<QueryParameter> known, HttpServletRequest request) {
    var values = QueryString.single(request.getQueryString(), QueryParameter.names(known));
    for (var parameter : known) {
      var value = values.getOrDefault(parameter.name(), "");
      if (!value.isBlank() && !parameter.choices().isEmpty()) {
        parameter
            .objection(value)
            .ifPresent(
                expected -> {
                  throw new QueryString.MalformedException(parameter.name(), expected);
                });
      }
    }
  }
}
