// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.Directory.Person;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nobody on the request's side decides it: the subject and the agent's owner are barred. Who cannot
 * be resolved to a directory person cannot be shown to be someone else, so nobody is eligible then.
 *
 * @param barred ids of directory people
 * @param unreachable why nobody could decide; absent if somebody could
 */
record SeparationOfDuties(Set<String> barred, @Nullable String unreachable) {

  static SeparationOfDuties of(NewRequest request, Directory directory, Effect effect) {
    var tenant = request.gateway().tenant();
    var barred = new LinkedHashSet<String>();
    var subject = request.subject();
    var issuer = Objects.requireNonNullElse(subject.issuer(), request.gateway().issuer());
    var person = directory.person(tenant, issuer, subject.id());
    person.map(Person::id).ifPresent(barred::add);
    var owner =
        directory
            .agent(tenant, request.agent().id())
            .map(Directory.Agent::owner)
            .flatMap(id -> directory.person(tenant, id));
    owner.map(Person::id).ifPresent(barred::add);
    // An agent may have an identity of its own that is also a person's: bar that person as well.
    directory
        .person(
            tenant,
            Objects.requireNonNullElse(request.agent().issuer(), request.gateway().issuer()),
            request.agent().id())
        .map(Person::id)
        .ifPresent(barred::add);

    String unreachable = null;
    if (effect instanceof Effect.Require(var requirement)) {
      if (person.isEmpty()) {
        unreachable =
            "the directory does not know the subject "
                + subject.id()
                + ", so nobody can be shown to be someone else";
      } else if (owner.isEmpty()) {
        unreachable =
            "the directory names no owner of the agent "
                + request.agent().id()
                + ", so nobody can be shown to be someone else";
      } else {
        unreachable = shortStage(requirement, tenant, barred, directory);
      }
    }
    return new SeparationOfDuties(barred, unreachable);
  }

  /** One human counts once: a person set aside for an earlier stage is not free for a later one. */
  private static @Nullable String shortStage(
      Requirement requirement, String tenant, Set<String> barred, Directory directory) {
    var seats = new Seating();
    for (var stage : requirement.stages()) {
      var holders =
          directory.holders(tenant, stage.role()).stream()
              .map(Person::id)
              .filter(id -> !barred.contains(id))
              .toList();
      for (int seat = 0; seat < stage.needed(); seat++) {
        if (!seats.seat(holders)) {
          return "too few people hold the role "
              + stage.role()
              + " and are not on the request's side";
        }
      }
    }
    return null;
  }
}
