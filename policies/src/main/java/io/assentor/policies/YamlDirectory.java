// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Directory;
import io.assentor.core.json.Members;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A directory file: people, their roles and identities, and agents with their owners. */
public final class YamlDirectory implements Directory {

  private static final int MAX_NAME = 256;

  private final YamlFile file;
  private final Map<String, Tenant> tenants;

  private YamlDirectory(YamlFile file, Map<String, Tenant> tenants) {
    this.file = file;
    this.tenants = tenants;
  }

  /**
   * Loads a directory.
   *
   * @param name of the file, for messages
   * @param issuers short names that the file may use for issuers
   * @throws PolicyFileException if it does not load whole
   */
  public static YamlDirectory parse(String name, String yaml, Map<String, String> issuers) {
    var file = YamlFile.parse(name, yaml);
    return new YamlDirectory(file, file.read(members -> tenants(members, issuers)));
  }

  @Override
  public String version() {
    return file.version();
  }

  /** The content whose hash is the version. */
  public byte[] canonical() {
    return file.canonical();
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
  public Optional<Agent> agent(String tenant, String id) {
    return tenant(tenant).flatMap(t -> Optional.ofNullable(t.agents.get(id)));
  }

  @Override
  public List<Person> holders(String tenant, String role) {
    return tenant(tenant).stream()
        .flatMap(t -> t.people.values().stream())
        .filter(person -> !person.disabled() && person.roles().contains(role))
        .toList();
  }

  private Optional<Tenant> tenant(String name) {
    return Optional.ofNullable(tenants.get(name));
  }

  private static Map<String, Tenant> tenants(Members members, Map<String, String> issuers) {
    var tenants = new HashMap<String, Tenant>();
    for (var tenant : members.objects("tenants")) {
      var name = tenant.text("name", MAX_NAME);
      if (tenants.put(name, tenant(tenant, issuers)) != null) {
        throw members.bad("tenants", "each tenant once, not twice " + name);
      }
    }
    return tenants;
  }

  private static Tenant tenant(Members members, Map<String, String> issuers) {
    var people = new HashMap<String, Person>();
    var byIdentity = new HashMap<Identity, Person>();
    for (var entry : members.objects("people")) {
      var person = person(entry);
      if (people.put(person.id(), person) != null) {
        throw members.bad("people", "each person once, not twice " + person.id());
      }
      for (var identity : entry.objects("identities")) {
        var issuer = identity.text("issuer", MAX_NAME);
        var known =
            new Identity(issuers.getOrDefault(issuer, issuer), identity.text("subject", MAX_NAME));
        identity.end();
        if (byIdentity.put(known, person) != null) {
          throw members.bad("people", "each identity once, not twice " + known.subject);
        }
      }
      entry.end();
    }
    var agents = new HashMap<String, Agent>();
    for (var entry : members.objects("agents")) {
      var agent = new Agent(entry.text("id", MAX_NAME), entry.optionalText("owner", MAX_NAME));
      entry.end();
      if (agent.owner() != null && !people.containsKey(agent.owner())) {
        throw members.bad("agents", "an owner among the people, not " + agent.owner());
      }
      if (agents.put(agent.id(), agent) != null) {
        throw members.bad("agents", "each agent once, not twice " + agent.id());
      }
    }
    members.end();
    return new Tenant(people, byIdentity, agents);
  }

  private static Person person(Members entry) {
    return new Person(
        entry.text("id", MAX_NAME),
        Set.copyOf(entry.strings("roles")),
        Objects.requireNonNullElse(entry.optionalBoolean("disabled"), false));
  }

  private record Identity(String issuer, String subject) {}

  private record Tenant(
      Map<String, Person> people, Map<Identity, Person> byIdentity, Map<String, Agent> agents) {}
}
