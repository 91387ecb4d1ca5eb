// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The people who may decide in a stage. */
public sealed interface Eligible {

  /** Everyone with a role. */
  record Role(String name) implements Eligible {}

  /** Everyone in a directory group. */
  record Group(String name) implements Eligible {}

  /** These people, by their directory ids. */
  record People(Set<String> ids) implements Eligible {
    public People {
      ids = Collections.unmodifiableSet(new TreeSet<>(ids));
      if (ids.isEmpty()) {
        throw new IllegalArgumentException("a stage for nobody (expected: at least one person)");
      }
    }
  }

  /** Returns the capacities that may decide, any one of which is enough; see {@link Capacities}. */
  default Set<String> capacities() {
    return switch (this) {
      case Role(var name) -> Set.of(Capacities.role(name));
      case Group(var name) -> Set.of(Capacities.group(name));
      case People(var ids) ->
          ids.stream().map(Capacities::person).collect(Collectors.toUnmodifiableSet());
    };
  }

  /**
   * Describes them for people: {@code the role approver}, {@code the group sre}, {@code alice or
   * bob}.
   */
  default String described() {
    return switch (this) {
      case Role(var name) -> "the role " + name;
      case Group(var name) -> "the group " + name;
      case People(var ids) -> String.join(" or ", ids);
    };
  }

  /** Describes several for people. */
  static String described(List<Eligible> any) {
    return any.stream().map(Eligible::described).collect(Collectors.joining(" or "));
  }

  /** Returns the JSON of events and renderings. It is hashed, so members may only be added. */
  default Json.Obj.Builder json() {
    return switch (this) {
      case Role(var name) -> Json.object().put("role", name);
      case Group(var name) -> Json.object().put("group", name);
      case People(var ids) -> Json.object().put("people", Json.strings(ids));
    };
  }

  /** Reads the form of policy files. */
  static Eligible of(Members members, int maxName) {
    return of(
        members,
        members.optionalText("role", maxName),
        members.optionalText("group", maxName),
        members.optionalTexts("people", maxName));
  }

  /** Reads what {@link #json} wrote. Names in an old record may be invisible. */
  static Eligible stored(Members members) {
    var people = members.strings("people");
    return of(
        members,
        members.optionalString("role"),
        members.optionalString("group"),
        people.isEmpty() ? null : people);
  }

  private static Eligible of(
      Members members,
      @Nullable String role,
      @Nullable String group,
      @Nullable List<String> people) {
    int named = (role == null ? 0 : 1) + (group == null ? 0 : 1) + (people == null ? 0 : 1);
    if (named != 1) {
      throw members.bad("role", "exactly one of role, group and people");
    }
    if (role != null) {
      return new Role(role);
    }
    return group != null
        ? new Group(group)
        : new People(Set.copyOf(Objects.requireNonNull(people)));
  }
}
