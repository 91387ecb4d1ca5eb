// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Members;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.policy.Tier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query parameter of the API or of a page's search. Each endpoint's parameters are declared here
 * once: requests are checked against the declaration, and the API's description is generated from
 * it.
 *
 * @param meaning its meaning, in words
 * @param choices the allowed values; empty if any value is allowed
 * @param filter the search filter, if it is one
 */
public record QueryParameter(
    String name, String meaning, List<String> choices, @Nullable AuditFilter filter) {

  static final QueryParameter MINE =
      own("mine", "true: only requests that wait for the caller's decision", "true", "false");
  static final QueryParameter LIMIT =
      own("limit", "items of a page, 1 to " + Query.MAX_LIMIT + "; default 50");
  static final QueryParameter CURSOR = own("cursor", "the next of the page before");

  private static final Pattern LIMIT_FORM = Pattern.compile("[1-9][0-9]{0,2}");

  /** By method and path; endpoints that are not listed take none. */
  private static final Map<String, List<QueryParameter>> OF_API =
      Map.of(
          "GET /v1/approvals",
          List.of(
              of(AuditFilter.STATUS),
              of(AuditFilter.USE),
              of(AuditFilter.RESULT),
              MINE,
              LIMIT,
              CURSOR),
          "GET /v1/audit/approvals",
          Stream.concat(filters(), Stream.of(LIMIT, CURSOR)).toList());

  /** Forms send every field, blank or not, and days instead of times. */
  private static final Map<String, List<QueryParameter>> OF_PAGES =
      Map.of(
          "GET /audit",
          Stream.concat(filters(), Stream.of(CURSOR)).toList(),
          "GET /inbox",
          List.of(
              own("q", "words of a request"),
              own("tier", "how much is at stake", names(Tier.values()))));

  private static Stream<QueryParameter> filters() {
    return Arrays.stream(AuditFilter.values()).map(QueryParameter::of);
  }

  private static QueryParameter of(AuditFilter filter) {
    return new QueryParameter(filter.parameter(), filter.meaning(), filter.choices(), filter);
  }

  private static QueryParameter own(String name, String meaning, String... choices) {
    return new QueryParameter(name, meaning, List.of(choices), null);
  }

  /** Returns the parameters of an endpoint of the API, for example {@code GET /v1/approvals}. */
  public static List<QueryParameter> ofApi(String endpoint) {
    return OF_API.getOrDefault(endpoint, List.of());
  }

  private static String[] names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Members::nameOf).toArray(String[]::new);
  }

  /** Returns the parameters of a page's search; empty for pages that ignore unknown parameters. */
  static Optional<List<QueryParameter>> ofPage(String endpoint) {
    return Optional.ofNullable(OF_PAGES.get(endpoint));
  }

  static Set<String> names(List<QueryParameter> parameters) {
    return parameters.stream().map(QueryParameter::name).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns whether values are RFC 3339 times. */
  public boolean isTime() {
    return filter != null && filter.isTime();
  }

  /** Returns whether values are integers from 1 to {@link Query#MAX_LIMIT}. */
  public boolean isLimit() {
    return equals(LIMIT);
  }

  /** Returns what was expected instead of this value; empty if the value is valid. */
  Optional<String> objection(String value) {
    if (filter != null) {
      return filter.objection(value);
    }
    if (isLimit()) {
      return LIMIT_FORM.matcher(value).matches() && Integer.parseInt(value) <= Query.MAX_LIMIT
          ? Optional.empty()
          : Optional.of("an integer from 1 to " + Query.MAX_LIMIT);
    }
    if (!choices.isEmpty()) {
      return choices.contains(value) ? Optional.empty() : Optional.of(String.join(" or ", choices));
    }
    return value.isEmpty() ? Optional.of("a value") : Optional.empty();
  }
}
