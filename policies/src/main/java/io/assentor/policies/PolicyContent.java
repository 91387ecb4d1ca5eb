// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Budgets.Budget;
import io.assentor.core.policy.Tier;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The content of one or several policy files.
 *
 * @param pins hashes of tool definitions, by server and tool
 * @param zone of the time that rules see; absent: UTC
 * @param raises what raises the tier, sorted by id
 * @param fallback what holds when no rule matches; absent in all files but one
 * @param rules sorted by id
 */
record PolicyContent(
    Set<String> trustedServers,
    Map<Tool, String> pins,
    @Nullable ZoneId zone,
    List<Rule> raises,
    Redaction redaction,
    Budgets budgets,
    @Nullable Fallback fallback,
    List<Rule> rules) {

  /** The id of what holds when no rule matches. */
  static final String DEFAULT_RULE = "default";

  private static final int MAX_NAME = 256;

  /** A tool of a server. */
  record Tool(String server, String name) {}

  /** What holds when no rule matches. */
  record Fallback(@Nullable Tier tier, Demand demand) {}

  /** Reads a file; what has problems is left out. */
  static PolicyContent of(Members members, Problems problems, DecidingChannels channels) {
    var trusted = problems.attempt(() -> Set.copyOf(members.texts("trustedServers", MAX_NAME)));
    var pins = problems.attempt(() -> pins(members));
    var zone = problems.attempt(() -> Optional.ofNullable(zone(members)));
    var raises = rules(members, "risk", problems, it -> Rule.raising(it, problems));
    var redaction = problems.attempt(() -> Redaction.of(members.optionalObject("redaction")));
    var budgets = problems.attempt(() -> budgets(members.optionalObject("budgets")));
    var fallback = problems.attempt(() -> fallback(members.optionalObject("default"), channels));
    var rules = rules(members, "rules", problems, it -> Rule.of(it, problems, channels));
    var ids = new HashSet<String>();
    for (var rule : concat(rules, raises)) {
      if (!ids.add(rule.id()) || rule.id().equals(DEFAULT_RULE)) {
        throw members.bad("rules", "each id once, and none called default; not " + rule.id());
      }
    }
    return new PolicyContent(
        Objects.requireNonNullElse(trusted, Set.of()),
        Objects.requireNonNullElse(pins, Map.of()),
        zone == null ? null : zone.orElse(null),
        raises,
        redaction == null ? Redaction.of(null) : redaction,
        Objects.requireNonNullElse(budgets, Budgets.NONE),
        fallback == null ? null : fallback.orElse(null),
        rules);
  }

  private static List<Rule> rules(
      Members members, String name, Problems problems, Function<Members, @Nullable Rule> reader) {
    var entries = problems.attempt(() -> members.objects(name));
    return entries == null ? List.of() : sorted(problems.attemptEach(entries, reader));
  }

  private static Optional<Fallback> fallback(
      @Nullable Members byDefault, DecidingChannels channels) {
    if (byDefault == null) {
      return Optional.empty();
    }
    var fallback =
        new Fallback(
            byDefault.optionalConstant("tier", Tier.class),
            Demand.of(byDefault.object("require"), channels));
    byDefault.end();
    return Optional.of(fallback);
  }

  private static Map<Tool, String> pins(Members members) {
    var pins = new HashMap<Tool, String>();
    for (var pin : members.objects("definitions")) {
      var tool = new Tool(pin.text("server", MAX_NAME), pin.text("tool", MAX_NAME));
      var hash = pin.string("hash");
      if (!hash.matches("[A-Za-z0-9_-]{43}")) {
        throw pin.bad("hash", "a SHA-256 in unpadded base64url, 43 characters");
      }
      pin.end();
      if (pins.put(tool, hash) != null) {
        throw members.bad("definitions", "each tool once, not twice " + tool.name);
      }
    }
    return pins;
  }

  private static @Nullable ZoneId zone(Members members) {
    var name = members.optionalString("timezone");
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw members.bad("timezone", "the name of a time zone, such as Europe/Berlin");
    }
  }

  private static Budgets budgets(@Nullable Members members) {
    if (members == null) {
      return Budgets.NONE;
    }
    var budgets =
        new Budgets(
            budget(members.optionalObject("agent")), budget(members.optionalObject("approver")));
    members.end();
    return budgets;
  }

  private static @Nullable Budget budget(@Nullable Members members) {
    if (members == null) {
      return null;
    }
    long requests = members.integer("requests");
    if (requests < 1 || requests > 1_000_000) {
      throw members.bad("requests", "an integer from 1 to 1000000");
    }
    var budget = new Budget((int) requests, Durations.of(members, "per", Duration.ofMinutes(1)));
    members.end();
    return budget;
  }

  /**
   * Several files as one.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  static PolicyContent together(List<PolicyContent> contents) {
    var all = contents.getFirst();
    for (var next : contents.subList(1, contents.size())) {
      all = all.and(next);
    }
    if (all.fallback == null) {
      throw new IllegalArgumentException(
          "/default: expected an object, but it is missing: what no rule matches must be held");
    }
    var ids = new HashSet<String>();
    for (var rule : concat(all.rules, all.raises)) {
      if (!ids.add(rule.id())) {
        throw new IllegalArgumentException("expected each rule's id once, not twice " + rule.id());
      }
    }
    return all;
  }

  private PolicyContent and(PolicyContent other) {
    if (fallback != null && other.fallback != null) {
      throw new IllegalArgumentException("expected one default, not two");
    }
    if (zone != null && other.zone != null && !zone.equals(other.zone)) {
      throw new IllegalArgumentException("expected one timezone, not two");
    }
    var trusted = new HashSet<>(trustedServers);
    trusted.addAll(other.trustedServers);
    var allPins = new HashMap<>(pins);
    other.pins.forEach(
        (tool, hash) -> {
          if (!hash.equals(Objects.requireNonNullElse(allPins.put(tool, hash), hash))) {
            throw new IllegalArgumentException("expected one definition of " + tool.name);
          }
        });
    return new PolicyContent(
        trusted,
        allPins,
        zone == null ? other.zone : zone,
        sorted(concat(raises, other.raises)),
        redaction.and(other.redaction),
        new Budgets(
            tighter(budgets.agent(), other.budgets.agent()),
            tighter(budgets.approver(), other.budgets.approver())),
        fallback == null ? other.fallback : fallback,
        sorted(concat(rules, other.rules)));
  }

  /** The one that admits fewer a second. */
  private static @Nullable Budget tighter(@Nullable Budget one, @Nullable Budget two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    double first = (double) one.requests() / one.per().toMillis();
    double second = (double) two.requests() / two.per().toMillis();
    return first <= second ? one : two;
  }

  private static List<Rule> concat(List<Rule> one, List<Rule> two) {
    var all = new ArrayList<>(one);
    all.addAll(two);
    return all;
  }

  private static List<Rule> sorted(List<Rule> rules) {
    return rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
  }
}
