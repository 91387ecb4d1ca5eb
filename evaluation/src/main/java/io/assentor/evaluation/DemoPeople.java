// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.core.Role;
import io.assentor.core.Rules;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.text.DisplayText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the demo people for someone who chooses which of them to sign in as. */
final class DemoPeople {

  private final Rules rules;
  private final String issuer;

  /**
   * Describes people by the directory in force.
   *
   * @param issuer the demo issuer, by which the directory knows them
   */
  DemoPeople(Rules rules, String issuer) {
    this.rules = rules;
    this.issuer = issuer;
  }

  /** A tenant and the people who can sign in to it. */
  record Tenant(String name, List<Described> people) {}

  /**
   * One person.
   *
   * @param capacities their roles and groups in the directory
   * @param may what they can do on the pages
   * @param mayNot whose requests they cannot decide
   */
  record Described(String name, String capacities, String may, String mayNot) {}

  List<Tenant> tenants() {
    var directory = rules.current().directory();
    return DemoIssuer.accounts().stream()
        .collect(Collectors.groupingBy(DemoIssuer.Account::tenant))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            it ->
                new Tenant(
                    it.getKey(),
                    it.getValue().stream().map(account -> described(account, directory)).toList()))
        .toList();
  }

  private Described described(DemoIssuer.Account account, Directory directory) {
    var person = directory.person(account.tenant(), issuer, account.name());
    return new Described(
        account.name(), capacities(person), may(account, person), mayNot(account, directory));
  }

  private static String capacities(Optional<Person> person) {
    if (person.isEmpty()) {
      return "not in the directory";
    }
    var all =
        Stream.concat(
                person.get().roles().stream().sorted().map(role -> "role " + role),
                person.get().groups().stream().sorted().map(group -> "group " + group))
            .toList();
    return all.isEmpty() ? "no role" : DisplayText.line(String.join(", ", all));
  }

  private static String may(DemoIssuer.Account account, Optional<Person> person) {
    if (account.is(Role.APPROVER)) {
      return person.isPresent()
          ? "Decides requests that policy sends to these roles and groups."
          : "Cannot decide requests: approvers must be in the directory.";
    }
    if (account.is(Role.AUDITOR)) {
      return "Reads and verifies the record of every request. Decides none.";
    }
    return account.is(Role.ADMIN)
        ? "Reads every request and can revoke an approval before it is used. Decides none."
        : "Uses the agent that makes the requests.";
  }

  private String mayNot(DemoIssuer.Account account, Directory directory) {
    var owner = directory.agent(account.tenant(), SampleRequests.AGENT).map(Directory.Agent::owner);
    boolean owns = owner.isPresent() && account.name().equals(owner.get());
    if (owns) {
      return "Cannot decide the sample requests: they are made for this person, by their agent "
          + SampleRequests.AGENT
          + ".";
    }
    return account.is(Role.APPROVER)
        ? "Cannot decide requests made for them or by their own agents."
        : "";
  }
}
