// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.Principal;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.people.Directory;
import io.assentor.core.policy.Eligible;
import io.assentor.core.text.Nearest;
import io.assentor.policies.KnownIssuers.Identity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Directory files: people with their roles, groups, identities and contacts; agents and non-human
 * subjects with their owners.
 */
public final class YamlDirectory implements Directory {

  private static final int MAX_NAME = 256;

  private final Json.Obj source;
  private final Map<String, Tenant> tenants;

  private YamlDirectory(Json.Obj source, Map<String, Tenant> tenants) {
    this.source = source;
    this.tenants = tenants;
  }

  /**
   * Loads a directory of one file.
   *
   * @param name of the file, for messages
   * @param issuers short names that the file may use for issuers
   * @param channels whose accounts it may name
   * @throws PolicyFileException if it has errors
   */
  public static YamlDirectory parse(
      String name, String yaml, Map<String, String> issuers, DecidingChannels channels) {
    return parse(Map.of(name, yaml), issuers, channels);
  }

  /**
   * Loads a directory. A tenant stands in one file.
   *
   * @param texts of its files, by their names
   * @param issuers short names that the files may use for issuers
   * @param channels whose accounts they may name
   * @throws PolicyFileException if it has errors
   */
  public static YamlDirectory parse(
      Map<String, String> texts, Map<String, String> issuers, DecidingChannels channels) {
    var known = new KnownIssuers(issuers, channels.accounts());
    var problems = new Problems();
    var files = YamlFile.parse(texts, problems);
    if (files.isEmpty() && problems.isEmpty()) {
      throw new PolicyFileException("expected a directory file: directory.yaml", null);
    }
    var tenants = new HashMap<String, Tenant>();
    for (var file : files) {
      var read = problems.attempt(() -> file.read((it, all) -> tenants(it, known, all)));
      Objects.requireNonNullElse(read, Map.<String, Tenant>of())
          .forEach(
              (name, tenant) -> {
                if (tenants.put(name, tenant) != null) {
                  problems.attempt(
                      () -> {
                        throw new PolicyFileException(
                            file.name() + ": expected each tenant in one file, not twice " + name,
                            null);
                      });
                }
              });
    }
    problems.end(e -> String.valueOf(e.getMessage()));
    return new YamlDirectory(YamlFile.together(files), tenants);
  }

  @Override
  public String version() {
    return Sha256.text("", source.canonical());
  }

  /** The content whose hash is the version. */
  public byte[] canonical() {
    return source.canonical();
  }

  @Override
  public Optional<Person> person(String tenant, String issuer, String subject) {
    return tenant(tenant)
        .flatMap(t -> Optional.ofNullable(t.byIdentity.get(new Identity(issuer, subject))));
  }

  @Override
  public Optional<Person> person(String tenant, String id) {
    return tenant(tenant).flatMap(t -> Optional.ofNullable(t.people.get(id)));
  }

  @Override
  public Set<Principal> identities(String tenant, String person) {
    return tenant(tenant)
        .map(t -> t.identities.getOrDefault(person, Set.of()).stream())
        .orElse(Stream.empty())
        .map(it -> new Principal(tenant, it.issuer(), it.subject()))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<Agent> agent(String tenant, String id) {
    return tenant(tenant).flatMap(t -> Optional.ofNullable(t.agents.get(id)));
  }

  @Override
  public Optional<NonHuman> nonHuman(String tenant, String issuer, String subject) {
    return tenant(tenant)
        .flatMap(t -> Optional.ofNullable(t.nonHumans.get(new Identity(issuer, subject))));
  }

  @Override
  public List<Person> people(String tenant, Eligible eligible) {
    return tenant(tenant).stream().flatMap(t -> t.able(eligible)).toList();
  }

  @Override
  public Set<String> claimableRoles(String tenant) {
    return tenant(tenant).map(Tenant::claimableRoles).orElse(Set.of());
  }

  /** Names of the tenants. */
  Set<String> tenants() {
    return Set.copyOf(tenants.keySet());
  }

  /** Everyone, by tenant, by id. */
  public Map<String, List<Person>> everyone() {
    var everyone = new TreeMap<String, List<Person>>();
    tenants.forEach(
        (name, tenant) ->
            everyone.put(
                name,
                tenant.people.values().stream().sorted(Comparator.comparing(Person::id)).toList()));
    return everyone;
  }

  @Override
  public Routing routing(String tenant, String channel) {
    return tenant(tenant)
        .map(Tenant::routings)
        .map(routings -> routings.get(channel))
        .orElse(Routing.IN_PERSON);
  }

  private Optional<Tenant> tenant(String name) {
    return Optional.ofNullable(tenants.get(name));
  }

  private static Map<String, Tenant> tenants(
      Members members, KnownIssuers issuers, Problems problems) {
    var tenants = new HashMap<String, Tenant>();
    for (var tenant : members.objects("tenants")) {
      problems.attempt(
          () -> {
            var name = tenant.text("name", MAX_NAME);
            if (tenants.put(name, tenant(tenant, issuers, problems)) != null) {
              throw members.bad("tenants", "each tenant once, not twice " + name);
            }
            return true;
          });
    }
    return tenants;
  }

  private static Tenant tenant(Members members, KnownIssuers issuers, Problems problems) {
    var people = new HashMap<String, Person>();
    var byIdentity = new HashMap<Identity, Person>();
    var entries = members.objects("people");
    var known = problems.attemptEach(entries, it -> enter(it, issuers, people, byIdentity));
    if (known.size() == entries.size()) { // else the missing ones would be missed here again
      for (var i = 0; i < entries.size(); i++) {
        var entry = entries.get(i);
        var manager = known.get(i).manager();
        problems.attempt(() -> manager == null || oneOf(people, entry, "manager", manager));
      }
    }
    var agents = agents(members, people, problems);
    var nonHumans = nonHumans(members, people, byIdentity, issuers, problems);
    var claimableRoles = Set.copyOf(members.texts("claimableRoles", MAX_NAME));
    var routings = routings(members, issuers);
    members.end();
    return Tenant.of(people, byIdentity, agents, nonHumans, claimableRoles, routings);
  }

  private static Person enter(
      Members entry,
      KnownIssuers issuers,
      Map<String, Person> people,
      Map<Identity, Person> byIdentity) {
    var identities = new LinkedHashMap<Identity, Members>();
    for (var identity : entry.objects("identities")) {
      if (identities.put(issuers.identity(identity), identity) != null) {
        throw identity.bad("subject", "an identity once");
      }
    }
    var person = person(entry, identities.keySet(), issuers);
    if (people.put(person.id(), person) != null) {
      throw entry.bad("id", "each person once, not twice " + person.id());
    }
    for (var identity : identities.entrySet()) {
      if (byIdentity.put(identity.getKey(), person) != null) {
        throw identity.getValue().bad("subject", "an identity of nobody else");
      }
    }
    entry.end();
    return person;
  }

  /** Refuses ids that are not in the list of people. */
  private static boolean oneOf(
      Map<String, Person> people, Members entry, String member, String id) {
    if (!people.containsKey(id)) {
      throw entry.bad(member, "one of the people, not " + id + Nearest.hint(id, people.keySet()));
    }
    return true;
  }

  private static Map<String, Routing> routings(Members members, KnownIssuers issuers) {
    var routings = new HashMap<String, Routing>();
    for (var kind : issuers.accounts()) {
      var routing = members.optionalObject(kind.channel());
      if (routing != null) {
        routings.put(kind.channel(), routing(routing));
      }
    }
    return routings;
  }

  private static Routing routing(Members members) {
    var rooms = new HashMap<String, String>();
    for (var entry : members.objects("channels")) {
      var room = entry.text("channel", MAX_NAME);
      for (var capacity : Eligible.of(entry, MAX_NAME).capacities()) {
        if (rooms.put(capacity, room) != null) {
          throw entry.bad("channel", "one channel for each role, group and person");
        }
      }
      entry.end();
    }
    var routing =
        new Routing(
            rooms,
            Objects.requireNonNullElse(members.optionalBoolean("direct"), false),
            members.optionalText("outcomes", MAX_NAME),
            Objects.requireNonNullElse(members.optionalBoolean("tellSubject"), false));
    members.end();
    return routing;
  }

  private static Map<String, Agent> agents(
      Members members, Map<String, Person> people, Problems problems) {
    var agents = new HashMap<String, Agent>();
    for (var entry : members.objects("agents")) {
      problems.attempt(
          () -> {
            var agent =
                new Agent(entry.text("id", MAX_NAME), entry.optionalText("owner", MAX_NAME));
            entry.end();
            if (agents.put(agent.id(), agent) != null) {
              throw entry.bad("id", "each agent once, not twice " + agent.id());
            }
            return agent.owner() == null || oneOf(people, entry, "owner", agent.owner());
          });
    }
    return agents;
  }

  private static Map<Identity, NonHuman> nonHumans(
      Members members,
      Map<String, Person> people,
      Map<Identity, Person> byIdentity,
      KnownIssuers issuers,
      Problems problems) {
    var nonHumans = new HashMap<Identity, NonHuman>();
    for (var entry : members.objects("nonHumans")) {
      problems.attempt(
          () -> {
            var nonHuman = new NonHuman(entry.text("id", MAX_NAME), entry.text("owner", MAX_NAME));
            for (var identity : entry.objects("identities")) {
              var known = issuers.identity(identity);
              if (nonHumans.put(known, nonHuman) != null || byIdentity.containsKey(known)) {
                throw identity.bad("subject", "an identity of nobody else");
              }
            }
            entry.end();
            return oneOf(people, entry, "owner", nonHuman.owner());
          });
    }
    return nonHumans;
  }

  private static Person person(Members entry, Set<Identity> identities, KnownIssuers issuers) {
    var contacts = new HashMap<String, String>();
    var contact = entry.optionalObject("contacts");
    if (contact != null) {
      for (var channel : issuers.contacts()) {
        var address = contact.optionalText(channel, MAX_NAME);
        if (address != null) {
          contacts.put(channel, address);
        }
      }
      contact.end();
    }
    // A person with an account of a channel can be notified there.
    for (var kind : issuers.accounts()) {
      identities.stream()
          .filter(identity -> kind.isOf(identity.issuer()))
          .findFirst()
          .ifPresent(identity -> contacts.putIfAbsent(kind.channel(), identity.subject()));
    }
    return new Person(
        entry.text("id", MAX_NAME),
        Set.copyOf(entry.texts("roles", MAX_NAME)),
        Set.copyOf(entry.texts("groups", MAX_NAME)),
        entry.optionalText("manager", MAX_NAME),
        contacts,
        Objects.requireNonNullElse(entry.optionalBoolean("disabled"), false));
  }

  /**
   * One tenant.
   *
   * @param identities by the id of the person who has them
   * @param claimableRoles roles that tokens may give
   * @param routings by the channel's name
   * @param able people who are not disabled, by capacity
   */
  private record Tenant(
      Map<String, Person> people,
      Map<Identity, Person> byIdentity,
      Map<String, Set<Identity>> identities,
      Map<String, Agent> agents,
      Map<Identity, NonHuman> nonHumans,
      Set<String> claimableRoles,
      Map<String, Routing> routings,
      Map<String, List<Person>> able) {

    static Tenant of(
        Map<String, Person> people,
        Map<Identity, Person> byIdentity,
        Map<String, Agent> agents,
        Map<Identity, NonHuman> nonHumans,
        Set<String> claimableRoles,
        Map<String, Routing> routings) {
      var able = new HashMap<String, List<Person>>();
      people.values().stream()
          .filter(person -> !person.disabled())
          .sorted(Comparator.comparing(Person::id))
          .forEach(
              person ->
                  person
                      .capacities()
                      .forEach(
                          it -> able.computeIfAbsent(it, any -> new ArrayList<>()).add(person)));
      var identities = new HashMap<String, Set<Identity>>();
      byIdentity.forEach(
          (identity, person) ->
              identities.computeIfAbsent(person.id(), any -> new HashSet<>()).add(identity));
      return new Tenant(
          people, byIdentity, identities, agents, nonHumans, claimableRoles, routings, able);
    }

    Stream<Person> able(Eligible eligible) {
      return eligible.capacities().stream()
          .flatMap(capacity -> able.getOrDefault(capacity, List.of()).stream());
    }
  }
}
