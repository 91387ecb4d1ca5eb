// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Standing;
import io.assentor.core.call.Principal;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Human;
import io.assentor.core.policy.Capacities;
import io.assentor.core.policy.Door;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The actor of an incoming request, resolved once by {@link Authority}: a principal, its roles, and
 * the person behind it in the directory.
 */
public final class Actor {

  private final Rules.InForce rules;
  private final Principal principal;
  private final Set<Role> roles;
  private final Set<String> claimed;
  private final @Nullable String note;
  private final @Nullable Refusal objection;
  private final Optional<Person> person;
  private @Nullable Human human;

  Actor(
      Rules.InForce rules,
      Principal principal,
      Set<Role> roles,
      Set<String> claimed,
      @Nullable String note,
      Optional<Person> person,
      @Nullable Refusal objection) {
    this.rules = rules;
    this.principal = principal;
    this.roles = Set.copyOf(roles);
    this.claimed = Set.copyOf(claimed);
    this.note = note;
    this.objection = objection;
    this.person = person;
  }

  /** Returns the rules by which this actor was resolved, and by which their commands are judged. */
  Rules.InForce rules() {
    return rules;
  }

  /** Returns why the entry point does not let this actor do anything; absent if they may act. */
  @Nullable Refusal objection() {
    return objection;
  }

  public Principal principal() {
    return principal;
  }

  /** Returns a refusal; if a role is missing, with the likely reason. */
  Refusal explained(Refusal why) {
    if (note == null) {
      return why;
    }
    return switch (why) {
      case Refusal.NotAllowed(var detail, var lacksRole) when lacksRole ->
          new Refusal.NotAllowed(sentences(detail, note), true);
      case Refusal.NotEligible(var detail, var lacksRole) when lacksRole ->
          new Refusal.NotEligible(sentences(detail, note), true);
      default -> why;
    };
  }

  private static String sentences(String detail, String note) {
    return detail + ". " + note;
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }

  /** Returns whether the actor may see the call, not only the outcome. */
  boolean reviews() {
    return is(Role.APPROVER) || is(Role.AUDITOR) || is(Role.ADMIN);
  }

  /** Returns whether the directory lists this person, disabled or not. */
  public boolean isKnown() {
    return person.isPresent();
  }

  /** Returns whether this person is disabled in the directory. */
  public boolean isDisabled() {
    return person.map(Person::disabled).orElse(false);
  }

  /**
   * Returns the actor as a possible approver; empty if the directory does not list them, or has
   * disabled them.
   */
  public Optional<Candidate> candidate() {
    return active()
        .map(it -> new Candidate(human(it), Capacities.of(it.id(), roles(it), it.groups())));
  }

  /** Returns the right by which their decision counts; empty if {@link #candidate()} is. */
  Optional<Standing> standing(Door door) {
    return active()
        .map(
            it ->
                new Standing(
                    principal, it.id(), roles(it), it.groups(), door, human(it), claimedRoles()));
  }

  /** Returns the human behind the principal; empty if the directory does not list one. */
  Optional<Human> human() {
    return person.map(this::human);
  }

  private Optional<Person> active() {
    return person.filter(it -> !it.disabled());
  }

  /** Loads linked accounts, so only on demand; two threads at once do no harm. */
  private Human human(Person it) {
    var known = human;
    if (known == null) {
      known = rules.identities().human(it, principal);
      human = known;
    }
    return known;
  }

  /** Returns the roles of the directory, and those of the token that the directory admits. */
  private Set<String> roles(Person it) {
    var all = new HashSet<>(claimedRoles());
    all.addAll(it.roles());
    return all;
  }

  private Set<String> claimedRoles() {
    var given = new HashSet<>(claimed);
    given.retainAll(rules.directory().claimableRoles(principal.tenant()));
    return given;
  }
}
