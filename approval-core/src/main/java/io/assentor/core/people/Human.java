// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import static java.util.Collections.disjoint;

import io.assentor.core.call.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One human being, as the set of all ids and identities that ever resolved to them. A directory id
 * alone can change: two entries with a common identity are one human.
 *
 * @param ids of directory entries
 * @param identities issuers' subjects and accounts of channels
 */
public record Human(Set<String> ids, Set<Principal> identities) {
  public Human {
    ids = Set.copyOf(ids);
    identities = Set.copyOf(identities);
  }

  /** Makes a human with one id and one identity. */
  public static Human of(String id, Principal identity) {
    return new Human(Set.of(id), Set.of(identity));
  }

  /** Returns whether the two have an id or an identity in common. */
  public boolean isSameAs(Human other) {
    return !disjoint(ids, other.ids) || !disjoint(identities, other.identities);
  }

  /**
   * Returns one entry for each human among these; an entry that matches two others joins them. This
   * is the only code that tells humans apart, for quorums, consume and remaining approvers. Its
   * cost is linear in the number of ids and identities.
   */
  public static List<Human> distinct(List<Human> humans) {
    var first = new HashMap<Object, Integer>(); // index of the first with this id or identity
    var same = IntStream.range(0, humans.size()).toArray(); // union-find parent
    for (int i = 0; i < same.length; i++) {
      var human = humans.get(i);
      for (var mark : human.parts()) {
        var other = first.putIfAbsent(mark, i);
        if (other != null) {
          same[root(same, i)] = root(same, other);
        }
      }
    }
    var groups = new LinkedHashMap<Integer, List<Human>>();
    for (int i = 0; i < same.length; i++) {
      groups.computeIfAbsent(root(same, i), root -> new ArrayList<>()).add(humans.get(i));
    }
    return groups.values().stream().map(Human::together).toList();
  }

  private List<Object> parts() {
    return Stream.<Object>concat(ids.stream(), identities.stream()).toList();
  }

  private static int root(int[] same, int of) {
    int root = of;
    while (same[root] != root) {
      same[root] = same[same[root]]; // path halving
      root = same[root];
    }
    return root;
  }

  /** Joins what is known of one human. */
  static Human together(List<Human> parts) {
    return new Human(
        parts.stream().flatMap(it -> it.ids.stream()).collect(Collectors.toSet()),
        parts.stream().flatMap(it -> it.identities.stream()).collect(Collectors.toSet()));
  }

  /** Returns whether this human is one of them. */
  public boolean isAmong(List<Human> others) {
    return others.stream().anyMatch(this::isSameAs);
  }

  /** Returns ids and identities as plain strings that a ledger can compare. */
  public Set<String> marks() {
    return marks(ids, identities);
  }

  /** Returns such ids and identities as plain strings; see {@link #marks()}. */
  public static Set<String> marks(Set<String> ids, Set<Principal> identities) {
    return Stream.concat(ids.stream(), identities.stream().map(Human::mark))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A person with an id of this form can at worst be missing from a list. */
  private static String mark(Principal identity) {
    return identity.issuer() + " " + identity.name();
  }
}
