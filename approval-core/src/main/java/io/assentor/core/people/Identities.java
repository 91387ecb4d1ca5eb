// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import io.assentor.core.call.Principal;
import io.assentor.core.people.Directory.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves principals to people: by the directory, or by an account of a channel that they linked
 * themselves. The directory takes precedence, and a link does not make a person known whom the
 * directory does not list.
 */
public final class Identities {

  private final Directory directory;
  private final @Nullable AccountLinks links;
  private final List<AccountKind> linkable;

  private Identities(
      Directory directory, @Nullable AccountLinks links, List<AccountKind> linkable) {
    this.directory = directory;
    this.links = links;
    this.linkable = List.copyOf(linkable);
  }

  /**
   * Links count.
   *
   * @param linkable accounts that people may link themselves; links of others do not count
   */
  public static Identities linked(
      Directory directory, AccountLinks links, List<AccountKind> linkable) {
    return linkable.isEmpty() ? listed(directory) : new Identities(directory, links, linkable);
  }

  /** Only the directory counts. */
  public static Identities listed(Directory directory) {
    return new Identities(directory, null, List.of());
  }

  /** Returns the person who acts as this principal. */
  public Optional<Person> person(Principal principal) {
    var tenant = principal.tenant();
    var listed = directory.person(tenant, principal.issuer(), principal.name());
    if (listed.isPresent() || links == null || !mayBeLinked(principal)) {
      return listed;
    }
    return links
        .link(principal)
        .flatMap(link -> directory.person(tenant, link.person()))
        .filter(person -> mayHave(person, principal));
  }

  /**
   * Returns the human behind an entry and an identity: everything that the directory and all links,
   * ended or not, connect with them.
   */
  public Human human(Person person, Principal acting) {
    return human(acting.tenant(), Human.of(person.id(), acting));
  }

  /** Returns the same human with everything that is connected with them today. */
  public Human human(String tenant, Human known) {
    var connected = connected(tenant, known);
    connected.add(known);
    return Human.together(connected);
  }

  /**
   * Tells apart the humans behind some entries: entries connected by the directory or by links
   * belong to one human.
   *
   * @return for each id the id that represents its human, the first in order
   */
  public Map<String, String> humans(String tenant, Set<String> ids) {
    var humans = new HashMap<String, String>();
    for (var human : Human.distinct(connected(tenant, new Human(ids, Set.of())))) {
      var own = human.ids().stream().filter(ids::contains).sorted().toList();
      own.forEach(id -> humans.put(id, own.getFirst()));
    }
    return humans;
  }

  /**
   * Returns everything that the directory and all links connect with these ids and identities,
   * directly or not, grouped by human.
   */
  private List<Human> connected(String tenant, Human known) {
    var said = new ArrayList<Human>();
    var ids = new HashSet<String>();
    var identities = new HashSet<Principal>();
    Set<String> newIds = known.ids();
    Set<Principal> newIdentities = new HashSet<>(known.identities());
    while (!newIds.isEmpty() || !newIdentities.isEmpty()) {
      int before = said.size();
      for (var id : newIds) {
        var listed = directory.identities(tenant, id);
        said.add(new Human(Set.of(id), Set.copyOf(listed)));
        newIdentities.addAll(listed);
      }
      newIdentities.removeAll(identities);
      for (var it : newIdentities) {
        directory
            .person(tenant, it.issuer(), it.name())
            .ifPresent(person -> said.add(Human.of(person.id(), it)));
      }
      for (var link : touching(tenant, newIds, newIdentities)) {
        said.add(new Human(Set.of(link.person()), Set.of(link.account(), link.by())));
      }
      ids.addAll(newIds);
      identities.addAll(newIdentities);
      var found = Human.together(said.subList(before, said.size()));
      newIds = without(found.ids(), ids);
      newIdentities = without(found.identities(), identities);
    }
    return said;
  }

  private static <T> Set<T> without(Set<T> all, Set<T> known) {
    return all.stream().filter(it -> !known.contains(it)).collect(Collectors.toSet());
  }

  private List<AccountLinks.Link> touching(
      String tenant, Set<String> people, Set<Principal> identities) {
    return links == null
        ? List.of()
        : links.touching(tenant, people, identities).stream()
            .filter(link -> kind(link.account()).isPresent())
            .toList();
  }

  private Optional<AccountKind> kind(Principal account) {
    return linkable.stream().filter(it -> it.isOf(account.issuer())).findFirst();
  }

  /** Returns whether an account may be claimed: a channel's, that the directory does not list. */
  public boolean mayBeLinked(Principal account) {
    return kind(account).isPresent()
        && directory.person(account.tenant(), account.issuer(), account.name()).isEmpty()
        && directory.nonHuman(account.tenant(), account.issuer(), account.name()).isEmpty();
  }

  /** Returns whether an account may be linked and the directory lists no other for this person. */
  public boolean mayHave(Person person, Principal account) {
    return kind(account)
        .map(it -> person.contacts().getOrDefault(it.channel(), account.name()))
        .filter(account.name()::equals)
        .isPresent();
  }

  /** Returns the accounts of a channel that a tenant's people linked themselves, by person. */
  public Map<String, String> linkedAccounts(String tenant, String channel) {
    return links == null
        ? Map.of()
        : links.open(tenant).stream()
            .filter(
                link -> kind(link.account()).filter(it -> it.channel().equals(channel)).isPresent())
            .collect(Collectors.toMap(AccountLinks.Link::person, link -> link.account().name()));
  }

  /**
   * Returns the people on whose side an account acts because they once linked it; ended links
   * count.
   */
  public Set<String> everLinked(Principal account) {
    return links == null || kind(account).isEmpty() ? Set.of() : links.people(account);
  }
}
