// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.Comparator;
import java.util.List;

/**
 * One step of a requirement.
 *
 * @param eligible the people who may decide in it
 * @param needed the quorum: how many distinct people must approve, none of whom decided before
 * @param steps reminders and widenings while it waits, soonest first
 */
public record Stage(Eligible eligible, int needed, List<Step> steps) {
  public Stage {
    if (needed < 1) {
      throw new IllegalArgumentException("a quorum of " + needed + " (expected: at least 1)");
    }
    steps = steps.stream().sorted(Comparator.comparing(Step::after)).toList();
    for (var step : steps) {
      if (step.after().toSeconds() < 1) {
        throw new IllegalArgumentException(
            "a step after " + step.after() + " (expected: at least a second)");
      }
    }
  }

  /** Makes a stage without steps. */
  public Stage(Eligible eligible, int needed) {
    this(eligible, needed, List.of());
  }

  /** Makes a stage without steps for everyone with a role. */
  public Stage(String role, int needed) {
    this(new Eligible.Role(role), needed);
  }

  /** Returns the JSON of events and renderings. It is hashed, so members may only be added. */
  public static Json.Arr json(List<Stage> stages) {
    return new Json.Arr(stages.stream().map(Stage::json).toList());
  }

  private Json json() {
    var steps =
        this.steps.isEmpty() ? null : new Json.Arr(this.steps.stream().map(Step::json).toList());
    return eligible.json().put("needed", needed).put("steps", steps).build();
  }

  /** Reads one of what {@link #json} writes. */
  static Stage of(Members members) {
    return new Stage(
        Eligible.stored(members),
        (int) members.integer("needed"),
        members.objects("steps").stream().map(Step::of).toList());
  }
}
