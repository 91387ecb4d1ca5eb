// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import static java.util.Collections.disjoint;

import io.assentor.core.call.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One human being, as everything that ever resolved to them. A directory id alone is a name that
 * can change: two entries with one identity in common are one human.
 *
 * @param ids of directory entries
 * @param identities issuers' subjects and accounts of channels
 */
public record Human(Set<String> ids, Set<Principal> identities) {
  public Human {
    ids = Set.copyOf(ids);
    identities = Set.copyOf(identities);
  }

  /** Someone of whom one id and one identity are known. */
  public static Human of(String id, Principal identity) {
    return new Human(Set.of(id), Set.of(identity));
  }

  /** Whether the two have an id or an identity in common. */
  public boolean isSameAs(Human other) {
    return !disjoint(ids, other.ids) || !disjoint(identities, other.identities);
  }

  private Human and(Human other) {
    var allIds = new HashSet<>(ids);
    allIds.addAll(other.ids);
    var allIdentities = new HashSet<>(identities);
    allIdentities.addAll(other.identities);
    return new Human(allIds, allIdentities);
  }

  /** Returns one for each human among these; who is the same as two of them makes them one. */
  public static List<Human> distinct(List<Human> humans) {
    var distinct = new ArrayList<Human>();
    for (var human : humans) {
      var whole = human;
      for (var same : distinct.stream().filter(human::isSameAs).toList()) {
        whole = whole.and(same);
        distinct.remove(same);
      }
      distinct.add(whole);
    }
    return distinct;
  }

  /** Returns ids and identities as plain strings, so that a ledger can compare them. */
  public Set<String> marks() {
    return marks(ids, identities);
  }

  /** Returns such ids and identities as plain strings; see {@link #marks()}. */
  public static Set<String> marks(Set<String> ids, Set<Principal> identities) {
    return Stream.concat(ids.stream(), identities.stream().map(Human::mark))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whoever has an id of this form can at worst be missing from a list. */
  private static String mark(Principal identity) {
    return identity.issuer() + " " + identity.name();
  }
}
