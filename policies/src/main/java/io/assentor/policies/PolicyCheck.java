// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.people.Directory.Person;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.Nearest;
import io.assentor.policies.Rule.Does;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares a policy with the directory loaded with it. A mismatch is a warning, not an error:
 * policy and directory change independently, and a person must lose their authority at once, even
 * if a rule still names them. Calls that nobody can decide fail.
 */
final class PolicyCheck {

  /** Some readers must not see the names of other people. */
  static final String NO_PERSON = "the directory has no person ";

  private final YamlPolicyBook policy;
  private final YamlDirectory directory;
  private final List<Person> people;
  private final Set<String> claimable;
  private final Set<String> warnings = new TreeSet<>();

  private PolicyCheck(YamlPolicyBook policy, YamlDirectory directory) {
    this.policy = policy;
    this.directory = directory;
    this.people = directory.everyone().values().stream().flatMap(Collection::stream).toList();
    this.claimable =
        directory.tenants().stream()
            .flatMap(it -> directory.claimableRoles(it).stream())
            .collect(Collectors.toSet());
  }

  /** Returns a sentence for each mismatch, with the place of its rule. */
  static List<String> warnings(YamlPolicyBook policy, YamlDirectory directory) {
    var check = new PolicyCheck(policy, directory);
    var content = policy.content();
    if (content.fallback() != null) {
      check.demand(PolicyContent.DEFAULT_RULE, content.fallback().demand());
    }
    for (var rule : content.rules()) {
      if (rule.does() instanceof Does.Require(var demand)) {
        check.demand(rule.id(), demand);
      }
    }
    return List.copyOf(check.warnings);
  }

  private void demand(String rule, Demand demand) {
    var stages = demand.requirement().stages();
    for (int i = 0; i < stages.size(); i++) {
      var stage = stages.get(i);
      var where = policy.place(rule) + ": rule " + rule + ", stage " + (i + 1);
      boolean known = isKnown(where, stage.eligible());
      stage.steps().forEach(step -> widening(where, step));
      if (known) {
        quorum(where, stage);
      }
    }
  }

  private void widening(String where, Step step) {
    if (step instanceof Step.Widen(var after, var to)) {
      isKnown(where + ", widening after " + after, to);
    }
  }

  private boolean isKnown(String where, Eligible eligible) {
    return switch (eligible) {
      case Eligible.Role(var name) -> {
        var roles = of(people.stream().flatMap(it -> it.roles().stream()));
        roles.addAll(claimable);
        yield isOneOf(roles, name, where + ": nobody in the directory has the role " + name);
      }
      case Eligible.Group(var name) -> {
        var groups = of(people.stream().flatMap(it -> it.groups().stream()));
        yield isOneOf(groups, name, where + ": nobody in the directory is in the group " + name);
      }
      case Eligible.People(var ids) -> {
        var known = of(people.stream().map(Person::id));
        yield ids.stream()
            .map(id -> isOneOf(known, id, where + ": " + NO_PERSON + id))
            .reduce(true, Boolean::logicalAnd);
      }
    };
  }

  private boolean isOneOf(Set<String> known, String name, String warning) {
    boolean is = known.contains(name);
    if (!is) {
      warnings.add(warning + Nearest.hint(name, known));
    }
    return is;
  }

  /** A stage that can be filled in one tenant is not a typing error. */
  private void quorum(String where, Stage stage) {
    var tenants = directory.tenants();
    boolean anyone =
        stage.eligible() instanceof Eligible.Role(var name) && claimable.contains(name);
    int most =
        tenants.stream()
            .mapToInt(tenant -> directory.people(tenant, stage.eligible()).size())
            .max()
            .orElse(0);
    if (!anyone && most < stage.needed()) {
      warnings.add(
          "%s: it needs %d of %s, but no tenant has more than %d who are not disabled"
              .formatted(where, stage.needed(), stage.eligible().described(), most));
    }
  }

  private static Set<String> of(Stream<String> names) {
    return names.collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns a sentence for each server and tool that the policy names and no call ever did, though
   * calls name one that is nearly the same and that the policy does not know.
   */
  static List<String> unseen(YamlPolicyBook policy, SeenTools seen) {
    var content = policy.content();
    var rules = Stream.concat(content.rules().stream(), content.raises().stream()).toList();
    var servers = new TreeMap<String, String>();
    var tools = new TreeMap<String, String>();
    content.trustedServers().forEach(it -> servers.put(it, "trustedServers"));
    for (var rule : rules) {
      var where = policy.place(rule.id()) + ": rule " + rule.id();
      var target = rule.when().target();
      Objects.requireNonNullElse(target.servers(), Set.<String>of())
          .forEach(it -> servers.putIfAbsent(it, where));
      Objects.requireNonNullElse(target.tools(), Set.<String>of())
          .forEach(it -> tools.putIfAbsent(it, where));
    }
    return Stream.concat(
            unseen("server", servers, seen.servers()), unseen("tool", tools, seen.tools()))
        .toList();
  }

  private static Stream<String> unseen(String what, Map<String, String> named, Set<String> seen) {
    var unnamed = new TreeSet<>(seen);
    unnamed.removeAll(named.keySet());
    return named.entrySet().stream()
        .filter(it -> !seen.contains(it.getKey()))
        .flatMap(
            it ->
                Nearest.to(it.getKey(), unnamed).stream()
                    .map(
                        near ->
                            "%s: no call named the %s %s; did you mean \"%s\", which calls do name?"
                                .formatted(
                                    it.getValue(), what, it.getKey(), DisplayText.line(near))));
  }
}
