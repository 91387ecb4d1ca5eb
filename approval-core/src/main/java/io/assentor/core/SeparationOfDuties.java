// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Approval.Taken;
import io.assentor.core.approval.Reach;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nobody on the request's side decides it: the subject (or who answers for it, if it is no human
 * being) and the agent's owner are barred. Who cannot be resolved to a directory person cannot be
 * shown to be someone else, so nobody is eligible then.
 *
 * @param barred ids of directory people
 * @param widened steps to take at once, because too few people could decide without
 * @param unreachable why nobody could decide; absent if somebody could
 */
record SeparationOfDuties(Set<String> barred, List<Taken> widened, @Nullable String unreachable) {

  static SeparationOfDuties of(NewRequest request, Rules.InForce rules, Effect effect) {
    var side = Side.of(request, rules.directory(), rules.identities());
    if (!(effect instanceof Effect.Require(var requirement))) {
      return new SeparationOfDuties(side.people, List.of(), null);
    }
    if (side.unknown != null) {
      var why = side.unknown + ", so nobody can be shown to be someone else";
      return new SeparationOfDuties(side.people, List.of(), why);
    }
    var tenant = request.gateway().tenant();
    return reaching(requirement, side.people, rules.directory(), tenant);
  }

  /** Who is on the request's side by today's directory. */
  static Set<String> barred(NewRequest request, Rules.InForce rules) {
    return Side.of(request, rules.directory(), rules.identities()).people;
  }

  /**
   * The request's side.
   *
   * @param unknown what the directory does not know of it; absent if it knows all
   */
  private record Side(Set<String> people, @Nullable String unknown) {

    static Side of(NewRequest request, Directory directory, Identities identities) {
      var tenant = request.gateway().tenant();
      var people = new LinkedHashSet<String>();
      boolean subjectKnown = addSubject(request, directory, people);
      var owner =
          directory
              .agent(tenant, request.agent().id())
              .map(Directory.Agent::owner)
              .flatMap(id -> directory.person(tenant, id));
      owner.map(Person::id).ifPresent(people::add);
      // An agent may have an identity of its own that is also a person's: bar that person as well.
      directory
          .person(tenant, issuer(request.agent(), request), request.agent().id())
          .map(Person::id)
          .ifPresent(people::add);
      // Whoever said of such an account that it is theirs is on its side; that makes it no better
      // known.
      for (var party : List.of(request.subject(), request.agent())) {
        people.addAll(
            identities.everLinked(new Principal(tenant, issuer(party, request), party.id())));
      }
      if (!subjectKnown) {
        return new Side(
            people, "the directory does not know the subject " + request.subject().id());
      }
      return new Side(
          people,
          owner.isPresent()
              ? null
              : "the directory names no owner of the agent " + request.agent().id());
    }

    private static boolean addSubject(NewRequest request, Directory directory, Set<String> people) {
      var tenant = request.gateway().tenant();
      var subject = request.subject();
      var person = directory.person(tenant, issuer(subject, request), subject.id());
      var answersForIt =
          directory
              .nonHuman(tenant, issuer(subject, request), subject.id())
              .flatMap(it -> directory.person(tenant, it.owner()));
      person.map(Person::id).ifPresent(people::add);
      answersForIt.map(Person::id).ifPresent(people::add);
      return person.isPresent() || answersForIt.isPresent();
    }

    private static String issuer(Party party, NewRequest request) {
      return Objects.requireNonNullElse(party.issuer(), request.gateway().issuer());
    }
  }

  /** Widens stages as far as the requirement lets it, until enough people could decide. */
  private static SeparationOfDuties reaching(
      Requirement requirement, Set<String> barred, Directory directory, String tenant) {
    var widened = new ArrayList<Taken>();
    while (true) {
      var shortfall =
          Reach.shortfall(Reach.before(requirement, widened), directory, tenant, barred);
      if (shortfall.isEmpty()) {
        return new SeparationOfDuties(barred, widened, null);
      }
      var next =
          requirement.unreachable() == Requirement.Unreachable.ESCALATE
              ? Reach.nextWidening(requirement, shortfall.get().stage(), widened)
              : Optional.<Taken>empty();
      if (next.isEmpty()) {
        return new SeparationOfDuties(barred, widened, shortfall.get().why());
      }
      widened.add(next.get());
    }
  }
}
