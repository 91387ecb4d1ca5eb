// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.json.Members;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a search; absent filters do not restrict it.
 *
 * @param values each valid by {@link AuditFilter#objection}
 */
public record Filters(Map<AuditFilter, String> values) {

  public static final Filters NONE = new Filters(Map.of());

  public Filters {
    values.forEach(
        (filter, value) ->
            filter
                .objection(value)
                .ifPresent(
                    expected -> {
                      throw new IllegalArgumentException(
                          filter.parameter() + ": expected " + expected);
                    }));
    values = Map.copyOf(values);
  }

  /** Returns these filters and one more. */
  public Filters with(AuditFilter filter, String value) {
    var more = new EnumMap<AuditFilter, String>(AuditFilter.class);
    more.putAll(values);
    more.put(filter, value);
    return new Filters(more);
  }

  public @Nullable Status status() {
    return constant(values.get(AuditFilter.STATUS), Status.values());
  }

  public @Nullable Use use() {
    var use = values.get(AuditFilter.USE);
    return AuditFilter.RELEASED.equals(use) ? Use.CONSUMED : constant(use, Use.values());
  }

  /**
   * Returns the time of {@link AuditFilter#FROM} or {@link AuditFilter#TO}; a time outside the
   * range of databases becomes the nearest one inside it.
   */
  public @Nullable Instant time(AuditFilter filter) {
    var value = values.get(filter);
    return value == null ? null : StorableTime.within(Instant.parse(value));
  }

  private static <E extends Enum<E>> @Nullable E constant(@Nullable String name, E[] constants) {
    return name == null
        ? null
        : Arrays.stream(constants)
            .filter(it -> Members.nameOf(it).equals(name))
            .findFirst()
            .orElseThrow();
  }
}
