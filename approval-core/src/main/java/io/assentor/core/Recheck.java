// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Event.Decided;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Seating;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.NewRequest;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Human;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objections to using an approval now: the stored call, current policy, the people who decided, and
 * whether their decisions still suffice.
 */
final class Recheck {

  private final ApprovalRecord entry;
  private final Rules.InForce rules;
  private final String tenant;
  private final Side today;

  private Recheck(ApprovalRecord entry, Rules.InForce rules) {
    this.entry = entry;
    this.rules = rules;
    this.tenant = entry.id().tenant();
    this.today = SeparationOfDuties.side(Parties.of(entry), rules);
  }

  /**
   * Why an approval cannot be used.
   *
   * @param reason absent if the detail says everything
   */
  record Objection(@Nullable Reason reason, String detail) {}

  static Optional<Objection> objection(ApprovalRecord entry, Rules.InForce rules) {
    return entry.approval().use(entry.asOf()) == Use.UNUSED
        ? new Recheck(entry, rules).objection()
        : Optional.empty();
  }

  private Optional<Objection> objection() {
    if (!entry.isIntact()) {
      return plain("the stored call is not the approved one");
    }
    for (var decision : entry.approval().decisions()) {
      var people = people(decision);
      if (people.isEmpty() || people.stream().anyMatch(Person::disabled)) {
        return plain(decision.standing().person() + ", who approved it, is disabled now");
      }
    }
    var assessed = rules.policies().assess(tenant, asSubmitted());
    return switch (assessed.effect()) {
      case Effect.Deny(var reason) ->
          plain("today's policy denies it (" + assessed.rule() + "): " + reason);
      case Effect.Allow allow -> outdated(null);
      case Effect.Require(var required) -> outdated(required);
    };
  }

  private static Optional<Objection> plain(String detail) {
    return Optional.of(new Objection(null, detail));
  }

  /** Of the rules that matched at submission or match now, the strictest applies. */
  private Optional<Objection> outdated(@Nullable Requirement now) {
    if (!(entry.approval().request().assessment().effect() instanceof Effect.Require(var then))) {
      return Optional.empty();
    }
    boolean nowIsStricter = now != null && now.recheck().compareTo(then.recheck()) < 0;
    return switch (now != null && nowIsStricter ? now.recheck() : then.recheck()) {
      case FULL -> now == null ? Optional.empty() : unsatisfied(now, then);
      case DECIDERS -> unsatisfied(then, then);
      case DENY -> Optional.empty();
    };
  }

  private Optional<Objection> unsatisfied(Requirement asked, Requirement then) {
    return SeparationOfDuties.unknown(Parties.of(entry), rules.directory())
        .map(it -> it + " today")
        .or(() -> denied(asked))
        .or(() -> shortfall(asked, widenedTo(then)))
        .map(detail -> new Objection(Reason.APPROVAL_OUTDATED, detail));
  }

  private Optional<String> denied(Requirement asked) {
    return humans(Verdict.DENY).size() >= asked.denials()
        ? Optional.of("by today's policy its denials would have ended it")
        : Optional.empty();
  }

  /** A human who decided, and fills one seat at most. */
  private record Decider(Human human, Set<String> capacities) {}

  private Optional<String> shortfall(Requirement asked, Set<Eligible> widenedTo) {
    var deciders = deciders(asked);
    var seats = new Seating();
    for (int i = 0; i < asked.stages().size(); i++) {
      var stage = asked.stages().get(i);
      var eligible = eligible(stage, widenedTo);
      var able =
          IntStream.range(0, deciders.size())
              .filter(n -> !Eligibility.rights(eligible, deciders.get(n).capacities).isEmpty())
              .mapToObj(Integer::toString)
              .toList();
      for (int seat = 0; seat < stage.needed(); seat++) {
        if (!seats.seat(able)) {
          return Optional.of(
              "its approvals are no longer sufficient: "
                  + stage.needed()
                  + " of "
                  + Eligible.described(eligible)
                  + " must approve (stage "
                  + (i + 1)
                  + ")");
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the humans who approved through a required door and may decide now. */
  private List<Decider> deciders(Requirement asked) {
    var deciders = new ArrayList<Decider>();
    for (var human : humans(Verdict.APPROVE)) {
      if (today.has(human)) {
        continue;
      }
      var capacities =
          decisions(Verdict.APPROVE)
              .filter(it -> it.standing().human().isSameAs(human))
              .filter(it -> Eligibility.objection(asked, it.standing().door()).isEmpty())
              .flatMap(it -> capacities(it).stream())
              .collect(Collectors.toSet());
      deciders.add(new Decider(human, capacities));
    }
    return deciders;
  }

  private List<Human> humans(Verdict verdict) {
    return Human.distinct(
        decisions(verdict)
            .map(it -> rules.identities().human(tenant, it.standing().human()))
            .toList());
  }

  private Stream<Decided> decisions(Verdict verdict) {
    return entry.approval().decisions().stream().filter(it -> it.verdict() == verdict);
  }

  /** Returns a decider's capacities now; roles from a token count as recorded. */
  private Set<String> capacities(Decided decision) {
    var standing = decision.standing();
    var person =
        rules.identities().person(standing.principal()).orElse(people(decision).getFirst());
    var roles = new HashSet<>(standing.claimed());
    roles.retainAll(rules.directory().claimableRoles(tenant));
    roles.addAll(person.roles());
    return Capacities.of(person.id(), roles, person.groups());
  }

  /** Returns a decider's directory entries, the one at the time of the decision first. */
  private List<Person> people(Decided decision) {
    var directory = rules.directory();
    var standing = decision.standing();
    var human = standing.human();
    return Stream.concat(
            Stream.of(standing.person()),
            Side.entries(human.ids(), human.identities(), directory, tenant).stream().sorted())
        .distinct()
        .flatMap(id -> directory.person(tenant, id).stream())
        .toList();
  }

  /**
   * Returns the people the request was widened to when it was decided, as far as the stage admits
   * them.
   */
  private static List<Eligible> eligible(Stage stage, Set<Eligible> widenedTo) {
    var widened =
        stage.steps().stream()
            .filter(Step.Widen.class::isInstance)
            .map(it -> ((Step.Widen) it).to())
            .filter(widenedTo::contains)
            .distinct();
    return Stream.concat(Stream.of(stage.eligible()), widened).toList();
  }

  private Set<Eligible> widenedTo(Requirement then) {
    return entry.approval().steps().stream()
        .map(taken -> then.stages().get(taken.stage()).steps().get(taken.step()))
        .filter(Step.Widen.class::isInstance)
        .map(it -> ((Step.Widen) it).to())
        .collect(Collectors.toSet());
  }

  private NewRequest asSubmitted() {
    var request = entry.approval().request();
    return new NewRequest(
        request.gateway(),
        entry.content().call(),
        request.subject(),
        request.agent(),
        request.session(),
        entry.content().context(),
        null,
        false,
        request.release(),
        null);
  }
}
