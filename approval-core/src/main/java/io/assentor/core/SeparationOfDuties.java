// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Approval.Taken;
import io.assentor.core.approval.Reach;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bars the people on a request's side from deciding it: the subject (or the owner of a non-human
 * one), the agent's owner and the submitting principal. If one of them cannot be resolved to a
 * person in the directory, it cannot be shown that an approver is someone else, so nobody is
 * eligible; but a gateway that is not a person bars nobody.
 *
 * @param side the people who are barred
 * @param widened steps to take at once, because too few people could decide without them
 * @param unreachable why nobody could decide; absent if it can be decided
 */
record SeparationOfDuties(Side side, List<Taken> widened, @Nullable String unreachable) {

  static SeparationOfDuties of(Parties parties, Rules.InForce rules, Effect effect) {
    var side = side(parties, rules);
    if (!(effect instanceof Effect.Require(var requirement))) {
      return new SeparationOfDuties(side, List.of(), null);
    }
    var unknown = unknown(parties, rules.directory());
    if (unknown.isPresent()) {
      var why = unknown.get() + ", so it cannot be shown that an approver is someone else";
      return new SeparationOfDuties(side, List.of(), why);
    }
    return reaching(requirement, side, rules, parties.gateway().tenant());
  }

  /** Returns who is on the request's side by these rules. */
  static Side side(Parties parties, Rules.InForce rules) {
    var directory = rules.directory();
    var tenant = parties.gateway().tenant();
    var people = new HashSet<String>();
    people.addAll(subjectPeople(parties, directory));
    owner(parties, directory).map(Person::id).ifPresent(people::add);
    // An agent or a gateway may act by an identity that is also a person's: bar that person too.
    for (var identity : List.of(agent(parties), parties.gateway())) {
      rules.identities().person(identity).map(Person::id).ifPresent(people::add);
    }
    // A person who ever claimed such an account is on its side, but that does not make the subject
    // known.
    for (var account : List.of(subject(parties), agent(parties))) {
      people.addAll(rules.identities().everLinked(account));
    }
    var identities = new HashSet<Principal>();
    people.forEach(id -> identities.addAll(directory.identities(tenant, id)));
    return new Side(people, identities);
  }

  /** Returns which party of the request the directory does not list; empty if it lists all. */
  static Optional<String> unknown(Parties parties, Directory directory) {
    if (subjectPeople(parties, directory).isEmpty()) {
      return Optional.of("the directory does not know the subject " + parties.subject().id());
    }
    return owner(parties, directory).isPresent()
        ? Optional.empty()
        : Optional.of("the directory names no owner of the agent " + parties.agent().id());
  }

  /** Returns the directory's id of the subject, human or not; empty if it does not list it. */
  static Optional<String> subjectEntry(Parties parties, Directory directory) {
    var subject = subject(parties);
    return directory
        .person(subject.tenant(), subject.issuer(), subject.name())
        .map(it -> "person " + it.id())
        .or(
            () ->
                directory
                    .nonHuman(subject.tenant(), subject.issuer(), subject.name())
                    .map(it -> "nonHuman " + it.id()));
  }

  /** Returns the subject, or its owner. */
  private static List<String> subjectPeople(Parties parties, Directory directory) {
    var subject = subject(parties);
    var tenant = subject.tenant();
    return Stream.of(
            directory.person(tenant, subject.issuer(), subject.name()),
            directory
                .nonHuman(tenant, subject.issuer(), subject.name())
                .flatMap(it -> directory.person(tenant, it.owner())))
        .flatMap(Optional::stream)
        .map(Person::id)
        .toList();
  }

  private static Optional<Person> owner(Parties parties, Directory directory) {
    var tenant = parties.gateway().tenant();
    return directory
        .agent(tenant, parties.agent().id())
        .map(Directory.Agent::owner)
        .flatMap(id -> directory.person(tenant, id));
  }

  static Principal subject(Parties parties) {
    return identity(parties.subject(), parties);
  }

  private static Principal agent(Parties parties) {
    return identity(parties.agent(), parties);
  }

  private static Principal identity(Party party, Parties parties) {
    var gateway = parties.gateway();
    var issuer = Objects.requireNonNullElse(party.issuer(), gateway.issuer());
    return new Principal(gateway.tenant(), issuer, party.id());
  }

  /** Widens stages as far as the requirement allows, until enough people could decide. */
  private static SeparationOfDuties reaching(
      Requirement requirement, Side side, Rules.InForce rules, String tenant) {
    var reach = new Reach(rules.identities(), rules.directory(), tenant, side.asHuman(), Set.of());
    var widened = new ArrayList<Taken>();
    while (true) {
      var shortfall = reach.shortfall(Reach.before(requirement, widened));
      if (shortfall.isEmpty()) {
        return new SeparationOfDuties(side, widened, null);
      }
      var next =
          requirement.unreachable() == Requirement.Unreachable.ESCALATE
              ? Reach.nextWidening(requirement, shortfall.get().stage(), widened)
              : Optional.<Taken>empty();
      if (next.isEmpty()) {
        return new SeparationOfDuties(side, widened, shortfall.get().why());
      }
      widened.add(next.get());
    }
  }
}
