// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Assessment;
import io.assentor.core.Effect;
import io.assentor.core.NewRequest;
import io.assentor.core.PolicyBook;
import io.assentor.core.Requirement;
import io.assentor.core.Stage;
import io.assentor.core.Tier;
import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A policy file. Every matching rule counts: any deny denies; else all matching requirements
 * combine; allow counts only when nothing requires; when nothing matches, the default requirement
 * holds. So adding a deny or require rule can never weaken another, and the order of rules means
 * nothing.
 */
public final class YamlPolicyBook implements PolicyBook {

  private static final String DEFAULT_RULE = "default";

  private final YamlFile file;
  private final Content content;

  private YamlPolicyBook(YamlFile file, Content content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Loads a policy.
   *
   * @param name of the file, for messages
   * @throws PolicyFileException if it does not load whole
   */
  public static YamlPolicyBook parse(String name, String yaml) {
    var file = YamlFile.parse(name, yaml);
    return new YamlPolicyBook(file, file.read(Content::of));
  }

  /** Hash of the canonical content. */
  public String version() {
    return file.version();
  }

  /** The content whose hash is the version. */
  public byte[] canonical() {
    return file.canonical();
  }

  @Override
  public Assessment assess(String tenant, NewRequest request) {
    var variables = CelValues.of(request, content.trustedServers);
    var trace = new ArrayList<String>();
    var matching = new ArrayList<Rule>();
    for (var rule : content.rules) {
      var match = rule.when().evaluate(variables);
      boolean counts = rule.counts(match);
      if (counts) {
        matching.add(rule);
      }
      if (match != Condition.Match.NO) {
        trace.add(rule.id() + ": " + Members.nameOf(match) + (counts ? "" : ", does not count"));
      }
    }
    return combine(matching, trace);
  }

  private Assessment combine(List<Rule> matching, List<String> trace) {
    var denying = only(matching, Effect.Deny.class);
    var requiring = only(matching, Effect.Require.class);
    var allowing = only(matching, Effect.Allow.class);
    if (!denying.isEmpty()) {
      return assessment(denying, trace, denying.getFirst().effect());
    }
    if (!requiring.isEmpty()) {
      return assessment(requiring, trace, new Effect.Require(combined(requiring)));
    }
    if (!allowing.isEmpty()) {
      return assessment(allowing, trace, new Effect.Allow());
    }
    trace.add(DEFAULT_RULE + ": nothing else matched");
    return new Assessment(
        version(), DEFAULT_RULE, content.defaultTier, trace, content.defaultEffect);
  }

  private static List<Rule> only(List<Rule> rules, Class<? extends Effect> effect) {
    return rules.stream().filter(rule -> effect.isInstance(rule.effect())).toList();
  }

  private Assessment assessment(List<Rule> deciding, List<String> trace, Effect effect) {
    var ids = deciding.stream().map(Rule::id).collect(Collectors.joining(", "));
    var tier = deciding.stream().map(Rule::tier).max(Comparator.naturalOrder()).orElseThrow();
    return new Assessment(version(), ids, tier, trace, effect);
  }

  /** All stages, the strictest quorum of each role, the shortest times. */
  private static Requirement combined(List<Rule> rules) {
    var requirements =
        rules.stream().map(rule -> ((Effect.Require) rule.effect()).requirement()).toList();
    if (requirements.size() == 1) {
      return requirements.getFirst();
    }
    var quorums = new TreeMap<String, Integer>();
    for (var requirement : requirements) {
      // Two stages of one role need two quorums of people, so they count together.
      requirement.stages().stream()
          .collect(Collectors.groupingBy(Stage::role, Collectors.summingInt(Stage::needed)))
          .forEach((role, needed) -> quorums.merge(role, needed, Math::max));
    }
    return new Requirement(
        quorums.entrySet().stream().map(q -> new Stage(q.getKey(), q.getValue())).toList(),
        requirements.stream().map(Requirement::expireAfter).min(Comparator.naturalOrder()).get(),
        requirements.stream().map(Requirement::validFor).min(Comparator.naturalOrder()).get());
  }

  /** What the file says; rules sorted by id. */
  private record Content(
      Set<String> trustedServers, List<Rule> rules, Tier defaultTier, Effect defaultEffect) {

    static Content of(Members members) {
      var trusted = Set.copyOf(members.strings("trustedServers"));
      var byDefault = members.object("default");
      var tier = Rule.tier(byDefault);
      var effect = new Effect.Require(Rule.requirement(byDefault.object("require")));
      byDefault.end();
      var rules =
          members.objects("rules").stream()
              .map(Rule::of)
              .sorted(Comparator.comparing(Rule::id))
              .toList();
      var ids = new HashSet<String>();
      for (var rule : rules) {
        if (!ids.add(rule.id()) || Objects.equals(rule.id(), DEFAULT_RULE)) {
          throw members.bad("rules", "each id once, and none called default; not " + rule.id());
        }
      }
      return new Content(trusted, rules, tier, effect);
    }
  }
}
