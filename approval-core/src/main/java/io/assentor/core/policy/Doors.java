// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * The doors by which a request may be decided. They are kept by name, so that a stored request
 * keeps its meaning when a channel is installed or removed.
 */
public sealed interface Doors {

  /** Every door, also of channels that are installed later. */
  record Any() implements Doors {}

  /**
   * Only these doors.
   *
   * @param names as policies write them, at least one, in the order of {@link #IN_ORDER}
   */
  record Only(List<String> names) implements Doors {
    public Only {
      names = names.stream().distinct().sorted(IN_ORDER).toList();
      if (names.isEmpty()) {
        throw new IllegalArgumentException("no door (expected: at least one)");
      }
    }
  }

  /** The order in which doors are written: the API, channels by name, pages. */
  Comparator<String> IN_ORDER =
      Comparator.comparingInt(Doors::rank).thenComparing(Comparator.naturalOrder());

  private static int rank(String name) {
    if (name.equals(Door.API.text())) {
      return 0;
    }
    return Door.BUILT_IN.stream().noneMatch(it -> it.text().equals(name)) ? 1 : 2;
  }

  /** Returns every door, also of channels that are installed later. */
  static Doors any() {
    return new Any();
  }

  /** Returns only these doors. */
  static Doors of(Door... doors) {
    return named(Arrays.stream(doors).map(Door::text).toList());
  }

  /** Returns only the doors of these names, at least one. */
  static Doors named(Collection<String> names) {
    return new Only(List.copyOf(names));
  }

  /** Whether a decision may come in by this door. */
  default boolean admit(Door door) {
    return switch (this) {
      case Any any -> true;
      case Only(var names) -> names.contains(door.text());
    };
  }

  /** Returns the doors that both admit; if there are none, the strongest, which does for both. */
  default Doors and(Doors other) {
    return switch (this) {
      case Any any -> other;
      case Only(var names) ->
          switch (other) {
            case Any any -> this;
            case Only(var others) -> {
              var both = new HashSet<>(names);
              both.retainAll(others);
              yield both.isEmpty() ? of(Door.PAGE_STEP_UP) : named(both);
            }
          };
    };
  }
}
