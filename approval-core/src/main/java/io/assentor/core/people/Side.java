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
 * @param identities what those people act by
 */
public record Side(Set<String> people, Set<Principal> identities) {
  public Side {
    people = Set.copyOf(people);
    identities = Set.copyOf(identities);
  }

  /** People of whom no identity is known. */
  public static Side of(String... people) {
    return new Side(Set.of(people), Set.of());
  }

  /** Whether this human is on it. */
  public boolean has(Human human) {
    return !disjoint(people, human.ids()) || !disjoint(identities, human.identities());
  }

  /** Returns the ids of the entries that the directory has of these people. */
  public Set<String> entries(Directory directory, String tenant) {
    return entries(people, identities, directory, tenant);
  }

  /** Returns all of them as if they were one, for questions that need not tell them apart. */
  public Human asHuman() {
    return new Human(people, identities);
  }

  /** Returns these ids, and those of the entries that have one of these identities today. */
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
