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

  /** The contact that is a person's e-mail address. */
  String EMAIL = "email";

  /** The issuer of identities that are e-mail addresses. */
  String EMAIL_ISSUER = "mailto";

  /** Returns the hash of the directory's canonical content. */
  String version();

  /** Returns the person with this subject at an issuer. */
  Optional<Person> person(String tenant, String issuer, String subject);

  Optional<Person> person(String tenant, String id);

  /** Returns the identities by which issuers and channels know a person; empty if there is none. */
  Set<Principal> identities(String tenant, String person);

  Optional<Agent> agent(String tenant, String id);

  /** Returns the non-human subject with this subject at an issuer. */
  Optional<NonHuman> nonHuman(String tenant, String issuer, String subject);

  /** Returns everyone in the directory who is eligible and not disabled. */
  List<Person> people(String tenant, Eligible eligible);

  /**
   * Returns the roles that people may also get from their token. The directory cannot list who
   * holds them, so a stage for one never fails for too few people.
   */
  Set<String> claimableRoles(String tenant);

  /** Returns where a channel notifies a tenant's people, besides each of them directly. */
  Routing routing(String tenant, String channel);

  /**
   * Where a channel notifies a tenant's people.
   *
   * @param rooms shared addresses, by the capacity of the people asked there; see {@link
   *     Capacities}
   * @param direct whether people are also notified directly if there is a room for them; without a
   *     room they always are
   * @param outcomes a room that gets every outcome
   * @param tellsSubject whether the subject gets the outcome directly
   */
  record Routing(
      Map<String, String> rooms, boolean direct, @Nullable String outcomes, boolean tellsSubject) {

    /** Everyone directly, and no outcomes. */
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

    /** Makes a person with roles only. */
    public Person(String id, Set<String> roles, boolean disabled) {
      this(id, roles, Set.of(), null, Map.of(), disabled);
    }

    /** Returns the capacities in which the person can act. */
    public Set<String> capacities() {
      return Capacities.of(id, roles, groups);
    }
  }

  /**
   * An agent: software that makes calls.
   *
   * @param owner id of the person responsible for it
   */
  record Agent(String id, @Nullable String owner) {}

  /**
   * A subject that is not a human being: a pipeline, a service.
   *
   * @param owner id of the person responsible for it
   */
  record NonHuman(String id, String owner) {}
}
