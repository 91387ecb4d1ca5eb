// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.Filters;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;

/** The query parameters of one request to the API, checked against its endpoint's declaration. */
final class Parameters {

  private static final int DEFAULT_LIMIT = 50;

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads them.
   *
   * @throws ProblemException for the first that is unknown, repeated, empty or invalid
   */
  static Parameters of(HttpServletRequest request) {
    var endpoint = endpoint(request);
    var declared = QueryParameter.ofApi(endpoint);
    try {
      var values = QueryString.single(request.getQueryString(), QueryParameter.names(declared));
      check(declared, values);
      return new Parameters(values);
    } catch (QueryString.MalformedException e) {
      throw bad(e.name(), e.expected());
    }
  }

  /** Returns the method and path pattern of the endpoint that serves this request. */
  static String endpoint(HttpServletRequest request) {
    // A HEAD is served by what serves the GET.
    var method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    return method + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
  }

  private static void check(List<QueryParameter> declared, Map<String, String> values) {
    for (var parameter : declared) {
      var value = values.get(parameter.name());
      if (value != null) {
        parameter
            .objection(value)
            .ifPresent(
                expected -> {
                  throw bad(parameter.name(), expected);
                });
      }
    }
  }

  Filters filters() {
    var filters = new EnumMap<AuditFilter, String>(AuditFilter.class);
    for (var filter : AuditFilter.values()) {
      var value = values.get(filter.parameter());
      if (value != null) {
        filters.put(filter, value);
      }
    }
    return new Filters(filters);
  }

  int limit() {
    var limit = values.get(QueryParameter.LIMIT.name());
    return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
  }

  boolean mine() {
    return Objects.equals(values.get(QueryParameter.MINE.name()), "true");
  }

  @Nullable String cursor() {
    return values.get(QueryParameter.CURSOR.name());
  }

  private static ProblemException bad(String name, String expected) {
    var pointer = name.isEmpty() ? "the parameters" : DisplayText.line(name);
    return new ProblemException(Problem.invalid(ProblemCode.INVALID_REQUEST, pointer, expected));
  }
}
