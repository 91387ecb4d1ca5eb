// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import static java.util.Collections.disjoint;

import io.assentor.core.call.Principal;
import java.util.HashSet;
import java.util.Set;

/**
 * The people on a request's side, who may not decide it.
 *
 * @param people ids of directory entries
 * @param identities the identities of those people
 */
public record Side(Set<String> people, Set<Principal> identities) {
  public Side {
    people = Set.copyOf(people);
    identities = Set.copyOf(identities);
  }

  /** Makes a side of people without known identities. */
  public static Side of(String... people) {
    return new Side(Set.of(people), Set.of());
  }

  /** Returns whether this human is on the side. */
  public boolean has(Human human) {
    return !disjoint(people, human.ids()) || !disjoint(identities, human.identities());
  }

  /** Returns the ids of these people's directory entries. */
  public Set<String> entries(Directory directory, String tenant) {
    return entries(people, identities, directory, tenant);
  }

  /** Returns all of them as one human, where telling them apart does not matter. */
  public Human asHuman() {
    return new Human(people, identities);
  }

  /** Returns these ids, and those of the entries that have one of these identities now. */
  public static Set<String> entries(
      Set<String> ids, Set<Principal> identities, Directory directory, String tenant) {
    var entries = new HashSet<>(ids);
    for (var identity : identities) {
      directory
          .person(tenant, identity.issuer(), identity.name())
          .ifPresent(person -> entries.add(person.id()));
    }
    return entries;
  }
}
