// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.call.Principal;
import io.assentor.core.people.Directory;
import io.assentor.core.policy.Eligible;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The directory's in-memory twin: people are known to one issuer, by their own id until that is
 * changed.
 */
public final class InMemoryDirectory implements Directory {

  private final String issuer;
  private final Map<List<String>, Person> people = new HashMap<>();
  private final Map<String, String> logins = new HashMap<>();
  private final Map<List<String>, Agent> agents = new HashMap<>();
  private final Set<String> claimable = new HashSet<>();
  private final Map<List<String>, NonHuman> nonHumans = new HashMap<>();
  private final Map<String, Routing> routings = new HashMap<>();
  private String version = "directory-1";

  public InMemoryDirectory(String issuer) {
    this.issuer = issuer;
  }

  /** alice, bob and carol may approve; dana owns deploy-bot. */
  public static InMemoryDirectory demo() {
    return new InMemoryDirectory(Fixtures.ISSUER)
        .withPerson("alice", "approver")
        .withPerson("bob", "approver")
        .withPerson("carol", "approver", "owner")
        .withPerson("dana")
        .withAgent("deploy-bot", "dana");
  }

  public InMemoryDirectory withPerson(String id, String... roles) {
    logins.putIfAbsent(id, id);
    people.put(List.of(Fixtures.TENANT, id), new Person(id, Set.of(roles), false));
    return this;
  }

  /** Someone in these groups, without roles. */
  public InMemoryDirectory withMember(String id, String... groups) {
    var person = new Person(id, Set.of(), Set.of(groups), null, Map.of(), false);
    logins.putIfAbsent(id, id);
    people.put(List.of(Fixtures.TENANT, id), person);
    return this;
  }

  /** The issuer's subject is this person's from now on, and no longer anybody else's. */
  public InMemoryDirectory withLogin(String subject, String person) {
    logins.put(subject, person);
    return this;
  }

  /** The person has another id from now on; everything else stays, logins too. */
  public InMemoryDirectory rename(String id, String newId) {
    var p = Objects.requireNonNull(people.remove(List.of(Fixtures.TENANT, id)), id);
    people.put(
        List.of(Fixtures.TENANT, newId),
        new Person(newId, p.roles(), p.groups(), p.manager(), p.contacts(), p.disabled()));
    logins.replaceAll((subject, person) -> person.equals(id) ? newId : person);
    return this;
  }

  /** The person has this address with a channel. */
  public InMemoryDirectory withContact(String id, String channel, String address) {
    people.computeIfPresent(
        List.of(Fixtures.TENANT, id),
        (key, p) -> {
          var contacts = new HashMap<>(p.contacts());
          contacts.put(channel, address);
          return new Person(p.id(), p.roles(), p.groups(), p.manager(), contacts, p.disabled());
        });
    return this;
  }

  public InMemoryDirectory withNonHuman(String id, String owner) {
    nonHumans.put(List.of(Fixtures.TENANT, id), new NonHuman(id, owner));
    return this;
  }

  public InMemoryDirectory disable(String id) {
    people.computeIfPresent(
        List.of(Fixtures.TENANT, id),
        (key, p) -> new Person(p.id(), p.roles(), p.groups(), p.manager(), p.contacts(), true));
    return this;
  }

  public InMemoryDirectory withAgent(String id, String owner) {
    agents.put(List.of(Fixtures.TENANT, id), new Agent(id, owner));
    return this;
  }

  @Override
  public String version() {
    return version;
  }

  public InMemoryDirectory version(String version) {
    this.version = version;
    return this;
  }

  @Override
  public Optional<Person> person(String tenant, String issuer, String subject) {
    return issuer.equals(this.issuer)
        ? Optional.ofNullable(logins.get(subject)).flatMap(id -> person(tenant, id))
        : Optional.empty();
  }

  @Override
  public Set<Principal> identities(String tenant, String person) {
    return logins.entrySet().stream()
        .filter(login -> login.getValue().equals(person))
        .map(login -> new Principal(tenant, issuer, login.getKey()))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<Person> person(String tenant, String id) {
    return Optional.ofNullable(people.get(List.of(tenant, id)));
  }

  @Override
  public Optional<Agent> agent(String tenant, String id) {
    return Optional.ofNullable(agents.get(List.of(tenant, id)));
  }

  @Override
  public Optional<NonHuman> nonHuman(String tenant, String issuer, String subject) {
    return issuer.equals(this.issuer)
        ? Optional.ofNullable(nonHumans.get(List.of(tenant, subject)))
        : Optional.empty();
  }

  /** People hold this role by what their token says. */
  public InMemoryDirectory withClaimableRole(String role) {
    claimable.add(role);
    return this;
  }

  /** Word goes there, besides to people themselves. */
  public InMemoryDirectory withRouting(String channel, Routing routing) {
    routings.put(channel, routing);
    return this;
  }

  @Override
  public Routing routing(String tenant, String channel) {
    return routings.getOrDefault(channel, Routing.IN_PERSON);
  }

  @Override
  public Set<String> claimableRoles(String tenant) {
    return Set.copyOf(claimable);
  }

  @Override
  public List<Person> people(String tenant, Eligible eligible) {
    return people.entrySet().stream()
        .filter(p -> p.getKey().getFirst().equals(tenant))
        .map(Map.Entry::getValue)
        .filter(p -> !p.disabled())
        .filter(p -> !Collections.disjoint(p.capacities(), eligible.capacities()))
        .toList();
  }
}
