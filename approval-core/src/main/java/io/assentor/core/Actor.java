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
 * Who acts, as {@link Authority} has resolved them once for a request: a principal, what it may be
 * used for, and the directory's person behind it.
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

  /** The rules by which this actor was resolved, and by which what they do is judged. */
  Rules.InForce rules() {
    return rules;
  }

  /** Returns why whoever authenticated this actor lets them do nothing; absent if they may act. */
  @Nullable Refusal objection() {
    return objection;
  }

  public Principal principal() {
    return principal;
  }

  /** Returns a refusal; one for want of a role with what may be the reason for the want. */
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

  /** May see what is asked, not only what came of it. */
  boolean reviews() {
    return is(Role.APPROVER) || is(Role.AUDITOR) || is(Role.ADMIN);
  }

  /** Whether the directory knows this person, disabled or not. */
  public boolean isKnown() {
    return person.isPresent();
  }

  /** Whether the directory has withdrawn all access from this person. */
  public boolean isDisabled() {
    return person.map(Person::disabled).orElse(false);
  }

  /** Returns who might decide; empty if the directory does not know them, or has disabled them. */
  public Optional<Candidate> candidate() {
    return active()
        .map(it -> new Candidate(human(it), Capacities.of(it.id(), roles(it), it.groups())));
  }

  /** Returns by what right a decision of theirs counts; empty as {@link #candidate()} is. */
  Optional<Standing> standing(Door door) {
    return active()
        .map(
            it ->
                new Standing(
                    principal, it.id(), roles(it), it.groups(), door, human(it), claimedRoles()));
  }

  /** Returns the human behind the principal; empty if the directory does not know one. */
  Optional<Human> human() {
    return person.map(this::human);
  }

  private Optional<Person> active() {
    return person.filter(it -> !it.disabled());
  }

  /** Asks for linked accounts, so only when it matters; two that ask at once do no harm. */
  private Human human(Person it) {
    var known = human;
    if (known == null) {
      known = rules.identities().human(it, principal);
      human = known;
    }
    return known;
  }

  /** The directory's roles, and those of the token that the directory lets it give. */
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
