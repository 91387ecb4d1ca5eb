// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.QueryString;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search form of the audit page, with a field for each {@link AuditFilter}. Blank fields are
 * ignored; times are days.
 *
 * @param values as sent, by parameter
 */
record AuditSearch(Map<String, String> values) {

  private static final String CURSOR = "cursor";

  /** Databases support a limited range of years. */
  private static final int EARLIEST = 1970;

  private static final int LATEST = 9_998;

  /** As the form takes. */
  private static final int MAX_TEXT = 256;

  static AuditSearch of(@Nullable String queryString) {
    // Unknown and repeated parameters were refused before.
    return new AuditSearch(
        QueryString.parse(queryString).entrySet().stream()
            .filter(it -> !it.getValue().getFirst().isBlank())
            .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().getFirst().strip())));
  }

  Query query(String tenant, int limit) {
    var filters = Filters.NONE;
    for (var filter : AuditFilter.values()) {
      var value = values.get(filter.parameter());
      if (value != null) {
        filters = filters.with(filter, checked(filter, value));
      }
    }
    return new Query(tenant, null, filters, limit, values.get(CURSOR));
  }

  private static String checked(AuditFilter filter, String value) {
    if (value.length() > MAX_TEXT) {
      throw PageException.badForm(filter.parameter() + " of at most " + MAX_TEXT + " characters");
    }
    var sought =
        switch (filter) {
          case FROM -> day(value, Duration.ZERO);
          case TO -> day(value, Duration.ofDays(1)); // that day included
          default -> value;
        };
    filter
        .objection(sought)
        .ifPresent(
            expected -> {
              throw PageException.badForm(filter.parameter() + ": " + expected);
            });
    return sought;
  }

  private static String day(String value, Duration plus) {
    try {
      var day = LocalDate.parse(value);
      if (day.getYear() < EARLIEST || day.getYear() > LATEST) {
        throw PageException.badForm("a day of this age");
      }
      return day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(plus).toString();
    } catch (DateTimeParseException e) {
      throw PageException.badForm("a day as 2026-11-21");
    }
  }

  /** A field of the form. */
  record Field(String name, String label, String value, List<String> choices, boolean day) {}

  List<Field> fields() {
    return Arrays.stream(AuditFilter.values()).map(this::field).toList();
  }

  private Field field(AuditFilter filter) {
    var name = filter.parameter();
    // The form says released; programs say consumed.
    var choices = filter.choices().stream().filter(it -> !it.equals("consumed")).toList();
    return new Field(name, label(filter), values.getOrDefault(name, ""), choices, filter.isTime());
  }

  private static String label(AuditFilter filter) {
    return switch (filter) {
      case STATUS -> "Status";
      case USE -> "Use";
      case RESULT -> "Result";
      case SERVER -> "Server";
      case TOOL -> "Tool";
      case SUBJECT -> "Acts for";
      case AGENT -> "Agent";
      case GATEWAY -> "Gateway";
      case SESSION -> "Session";
      case RULE -> "Rule";
      case DECIDER -> "Decided by";
      case FROM -> "From (UTC)";
      case TO -> "To (UTC)";
    };
  }

  /** Returns the query of the next page of the search. */
  String link(String cursor) {
    return "/audit?"
        + values.entrySet().stream()
            .filter(it -> !it.getKey().equals(CURSOR))
            .map(it -> it.getKey() + "=" + encoded(it.getValue()) + "&")
            .sorted()
            .collect(Collectors.joining())
        + CURSOR
        + "="
        + encoded(cursor);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
