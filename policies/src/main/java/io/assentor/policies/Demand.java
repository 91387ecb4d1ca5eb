// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Members;
import io.assentor.core.json.VisibleCharacters;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Requirement.Recheck;
import io.assentor.core.policy.Requirement.Unreachable;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.core.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code require} of a policy file: a requirement, and further conditions.
 *
 * @param justified whether the gateway must send the agent's justification
 * @param redact pointers to values that are not shown
 * @param never pointers to values that are always shown
 */
record Demand(
    Requirement requirement,
    boolean justified,
    List<List<String>> redact,
    List<List<String>> never) {

  private static final Duration EXPIRE_AFTER = Duration.ofMinutes(30);
  private static final Duration VALID_FOR = Duration.ofMinutes(10);
  private static final int MAX_NAME = 100;

  static Demand of(Members members, DecidingChannels channels) {
    var steps = steps(members);
    var stages = members.objects("stages").stream().map(it -> stage(it, steps)).toList();
    if (stages.isEmpty()) {
      throw members.bad("stages", "at least one stage");
    }
    var unreachable =
        Objects.requireNonNullElse(
            members.optionalConstant("unreachable", Unreachable.class), Unreachable.FAIL);
    if (unreachable == Unreachable.ESCALATE
        && stages.stream()
            .flatMap(stage -> stage.steps().stream())
            .noneMatch(Step.Widen.class::isInstance)) {
      throw members.bad("unreachable", "fail, or a step in escalate that widens");
    }
    var requirement =
        new Requirement(
            stages,
            Durations.of(members, "expireAfter", EXPIRE_AFTER),
            Durations.of(members, "validFor", VALID_FOR),
            doors(members, channels),
            denials(members),
            unreachable,
            Objects.requireNonNullElse(
                members.optionalConstant("recheck", Recheck.class), Recheck.FULL),
            show(members));
    boolean late =
        stages.stream()
            .flatMap(stage -> stage.steps().stream())
            .anyMatch(step -> step.after().compareTo(requirement.expireAfter()) >= 0);
    if (late) {
      throw members.bad("escalate", "steps before expireAfter, " + requirement.expireAfter());
    }
    var demand =
        new Demand(
            requirement,
            required(members, "justification"),
            Redaction.pointers(members, "redact"),
            Redaction.pointers(members, "neverRedact"));
    if (demand.never.stream().anyMatch(demand.redact::contains)) {
      throw members.bad("neverRedact", "no pointer that redact has too");
    }
    members.end();
    return demand;
  }

  private static List<String> show(Members members) {
    Redaction.pointers(members, "show"); // checks that they are pointers
    return members.strings("show");
  }

  private static boolean required(Members members, String name) {
    var value = members.optionalString(name);
    if (value != null && !value.equals("required") && !value.equals("optional")) {
      throw members.bad(name, "required or optional");
    }
    return "required".equals(value);
  }

  private static int denials(Members members) {
    var denials = Objects.requireNonNullElse(members.optionalInteger("denials"), 1L);
    if (denials < 1 || denials > 100) {
      throw members.bad("denials", "an integer from 1 to 100");
    }
    return denials.intValue();
  }

  /** Refuses a door that no channel brings: a request would wait in vain. */
  private static Doors doors(Members members, DecidingChannels channels) {
    var named = members.optionalTexts("assurance", MAX_NAME);
    if (named == null) {
      return Doors.any();
    }
    var known = channels.doorNames();
    for (var name : named) {
      if (!known.contains(name)) {
        throw members.bad(
            "assurance", "some of " + known + ", not " + name + Nearest.hint(name, known));
      }
    }
    var doors = new HashSet<>(named);
    if (doors.contains(Door.PAGE.text())) {
      doors.add(Door.PAGE_STEP_UP.text()); // a fresh sign-in is a sign-in
    }
    return Doors.named(doors);
  }

  private static List<Step> steps(Members members) {
    return members.objects("escalate").stream().map(Demand::step).toList();
  }

  private static Step step(Members members) {
    var after = Durations.required(members, "after");
    var widen = members.optionalObject("widen");
    var remind = members.optionalBoolean("remind");
    if ((widen == null) == (remind == null) || Boolean.FALSE.equals(remind)) {
      throw members.bad("remind", "either remind: true, or widen: {role, group or people}");
    }
    var step =
        widen == null
            ? new Step.Remind(after)
            : new Step.Widen(after, Eligible.of(widen, MAX_NAME));
    if (widen != null) {
      widen.end();
    }
    members.end();
    return step;
  }

  /** A stage without its own steps takes those of its requirement. */
  private static Stage stage(Members members, List<Step> common) {
    var own = steps(members);
    var eligible = Eligible.of(members, MAX_NAME);
    var quorum = Objects.requireNonNullElse(members.optionalInteger("quorum"), 1L);
    if (quorum < 1 || quorum > 100) {
      throw members.bad("quorum", "an integer from 1 to 100");
    }
    if (eligible instanceof Eligible.People(var ids) && ids.size() < quorum) {
      throw members.bad("quorum", "at most " + ids.size() + ", for there are no more people");
    }
    if (Boolean.FALSE.equals(members.optionalBoolean("distinct"))) {
      throw members.bad("distinct", "true, as it always is: one human counts once");
    }
    members.end();
    return new Stage(eligible, quorum.intValue(), own.isEmpty() ? common : own);
  }

  /**
   * Combines several: every stage, the largest quorum for the same people, the shortest times, the
   * strongest assurance.
   */
  static Demand all(List<Demand> demands) {
    if (demands.size() == 1) {
      return demands.getFirst();
    }
    var requirements = demands.stream().map(Demand::requirement).toList();
    var combined =
        new Requirement(
            stages(requirements),
            least(requirements, Requirement::expireAfter),
            least(requirements, Requirement::validFor),
            requirements.stream().map(Requirement::doors).reduce(Doors.any(), Doors::and),
            least(requirements, Requirement::denials),
            least(requirements, Requirement::unreachable),
            least(requirements, Requirement::recheck),
            requirements.stream().flatMap(it -> it.show().stream()).distinct().toList());
    return new Demand(
        combined,
        demands.stream().anyMatch(Demand::justified),
        demands.stream().flatMap(it -> it.redact.stream()).distinct().toList(),
        demands.stream().flatMap(it -> it.never.stream()).distinct().toList());
  }

  private static <T extends Comparable<T>> T least(
      List<Requirement> requirements, Function<Requirement, T> of) {
    return requirements.stream().map(of).min(Comparator.naturalOrder()).orElseThrow();
  }

  private static List<Stage> stages(List<Requirement> requirements) {
    var merged = new TreeMap<String, Stage>();
    for (var requirement : requirements) {
      // The quorums of two stages for the same people are added when counting.
      requirement.stages().stream()
          .collect(Collectors.groupingBy(Demand::key, TreeMap::new, Collectors.toList()))
          .forEach((key, same) -> merged.merge(key, added(same), Demand::stricter));
    }
    return List.copyOf(merged.values());
  }

  private static String key(Stage stage) {
    return stage.eligible().json().build().canonicalString();
  }

  private static Stage added(List<Stage> same) {
    int needed = same.stream().mapToInt(Stage::needed).sum();
    var steps = same.stream().map(Stage::steps).reduce(Demand::steps).orElseThrow();
    return new Stage(same.getFirst().eligible(), needed, steps);
  }

  private static Stage stricter(Stage one, Stage two) {
    return new Stage(
        one.eligible(), Math.max(one.needed(), two.needed()), steps(one.steps(), two.steps()));
  }

  /** Combines steps: all reminders, but only widenings that both rules have, at the later time. */
  private static List<Step> steps(List<Step> one, List<Step> two) {
    var steps = new ArrayList<Step>();
    Stream.of(one, two)
        .flatMap(Collection::stream)
        .filter(Step.Remind.class::isInstance)
        .distinct()
        .forEach(steps::add);
    var others = widenings(two);
    widenings(one)
        .forEach(
            (to, after) -> {
              var other = others.get(to);
              if (other != null) {
                steps.add(new Step.Widen(after.compareTo(other) > 0 ? after : other, to));
              }
            });
    return steps;
  }

  /** Returns to whom a stage is widened, and when first. */
  private static Map<Eligible, Duration> widenings(List<Step> steps) {
    var widenings = new LinkedHashMap<Eligible, Duration>();
    for (var step : steps) {
      if (step instanceof Step.Widen(var after, var to)) {
        widenings.putIfAbsent(to, after);
      }
    }
    return widenings;
  }

  /** Returns the effect, unless a condition is not met. */
  Effect effect(@Nullable String justification) {
    return justified && (justification == null || !VisibleCharacters.anyIn(justification))
        ? new Effect.Deny("it needs a justification (context.justification), and none was given")
        : new Effect.Require(requirement);
  }
}
