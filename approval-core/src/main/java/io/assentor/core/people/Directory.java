// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import io.assentor.core.call.Principal;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Eligible;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people, agents and other subjects of each tenant, as the operator lists them. */
public interface Directory {

  /** The issuer of identities that are e-mail addresses. */
  String EMAIL_ISSUER = "mailto";

  /** Slack's name among contacts and routings. */
  String SLACK = "slack";

  /** What the issuers of Slack's user ids begin with. */
  String SLACK_ISSUERS = SLACK + ":";

  /** The issuer of a Slack workspace's user ids; without an enterprise it is empty. */
  static String slackIssuer(String enterprise, String team) {
    return SLACK_ISSUERS + enterprise + "/" + team;
  }

  /** Hash of the directory's canonical content. */
  String version();

  /** The person an issuer knows by this subject. */
  Optional<Person> person(String tenant, String issuer, String subject);

  Optional<Person> person(String tenant, String id);

  /** Returns the identities by which issuers and channels know a person; empty if there is none. */
  Set<Principal> identities(String tenant, String person);

  Optional<Agent> agent(String tenant, String id);

  /** The subject that is no human being, as an issuer knows it. */
  Optional<NonHuman> nonHuman(String tenant, String issuer, String subject);

  /** Everyone who is eligible so and not disabled, as far as the directory lists them. */
  List<Person> people(String tenant, Eligible eligible);

  /**
   * Roles that people also hold by what their token says. Nobody can list who holds them, so a
   * stage for one is never found to be short of people.
   */
  Set<String> claimableRoles(String tenant);

  /** Where a channel tells a tenant's people, besides each of them in person. */
  Routing routing(String tenant, String channel);

  /**
   * Where a channel tells a tenant's people.
   *
   * @param rooms addresses that many read, by the capacity of those who are asked there; see {@link
   *     Capacities}
   * @param direct whether people are also told in person where there is a room for them; where
   *     there is none they always are
   * @param outcomes a room that hears every outcome
   * @param tellsSubject whether whoever is acted for hears the outcome in person
   */
  record Routing(
      Map<String, String> rooms, boolean direct, @Nullable String outcomes, boolean tellsSubject) {

    /** Everybody in person, and nobody of outcomes. */
    public static final Routing IN_PERSON = new Routing(Map.of(), false, null, false);

    public Routing {
      rooms = Map.copyOf(rooms);
    }
  }

  /**
   * A human being.
   *
   * @param manager id of another person
   * @param contacts addresses by the channel's name
   */
  record Person(
      String id,
      Set<String> roles,
      Set<String> groups,
      @Nullable String manager,
      Map<String, String> contacts,
      boolean disabled) {
    public Person {
      roles = Set.copyOf(roles);
      groups = Set.copyOf(groups);
      contacts = Map.copyOf(contacts);
    }

    /** Someone who only holds roles. */
    public Person(String id, Set<String> roles, boolean disabled) {
      this(id, roles, Set.of(), null, Map.of(), disabled);
    }

    /** What the person can act as. */
    public Set<String> capacities() {
      return Capacities.of(id, roles, groups);
    }
  }

  /**
   * A piece of software that acts.
   *
   * @param owner id of the person who answers for it
   */
  record Agent(String id, @Nullable String owner) {}

  /**
   * A subject that is no human being: a pipeline, a service.
   *
   * @param owner id of the person who answers for it
   */
  record NonHuman(String id, String owner) {}
}
