// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Who must approve a call, in what order, and how long the request and the approval are valid.
 *
 * @param stages in order; a stage opens when the one before it has its quorum
 * @param expireAfter how long the request may stay undecided before it expires
 * @param validFor how long the approval may stay unused before it lapses
 * @param doors where decisions may come in
 * @param denials how many denials end the request
 * @param unreachable what happens to a request that too few people can decide
 * @param recheck what is checked again when the approval is used
 * @param show JSON pointers (RFC 6901) into the arguments: shown to approvers first
 */
public record Requirement(
    List<Stage> stages,
    Duration expireAfter,
    Duration validFor,
    Doors doors,
    int denials,
    Unreachable unreachable,
    Recheck recheck,
    List<String> show) {

  /** What happens to a request that too few people can decide. */
  public enum Unreachable {
    /** It fails at once. */
    FAIL,
    /** Its stages are widened at once; if that is not enough, it fails. */
    ESCALATE
  }

  /**
   * What is checked again when an approval is used, strictest first. In every case current policy
   * must not deny the call, and none of its deciders may have been disabled.
   */
  public enum Recheck {
    /** The decisions must satisfy what policy requires now, by people who are eligible now. */
    FULL,
    /**
     * The decisions must satisfy what policy required at submission, by people who are eligible
     * now.
     */
    DECIDERS,
    /** No further check. */
    DENY
  }

  public Requirement {
    stages = List.copyOf(stages);
    show = List.copyOf(show);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a requirement without stages (expected: at least one)");
    }
    if (expireAfter.isNegative() || expireAfter.isZero()) {
      throw new IllegalArgumentException("expireAfter " + expireAfter + " (expected: positive)");
    }
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("validFor " + validFor + " (expected: positive)");
    }
    if (denials < 1) {
      throw new IllegalArgumentException(denials + " denials (expected: at least 1)");
    }
  }

  /** Makes a requirement with a full recheck. */
  public Requirement(
      List<Stage> stages,
      Duration expireAfter,
      Duration validFor,
      Doors doors,
      int denials,
      Unreachable unreachable,
      List<String> show) {
    this(stages, expireAfter, validFor, doors, denials, unreachable, Recheck.FULL, show);
  }

  /**
   * Makes a requirement for any door that ends with one denial and fails at once if nobody can
   * decide.
   */
  public Requirement(List<Stage> stages, Duration expireAfter, Duration validFor) {
    this(stages, expireAfter, validFor, Doors.any(), 1, Unreachable.FAIL, List.of());
  }

  /** Returns whether every door is admitted. */
  public boolean admitsAllDoors() {
    return doors instanceof Doors.Any;
  }

  /** Returns the names of the doors as policies write them; empty if every door is admitted. */
  public List<String> doorNames() {
    return switch (doors) {
      case Doors.Any any -> List.of();
      case Doors.Only(var names) -> names;
    };
  }

  /** Returns the JSON of events. It is hashed, so members may only be added. */
  public Json.Obj json() {
    return Json.object()
        .put("stages", Stage.json(stages))
        .put("expireAfter", expireAfter.toSeconds())
        .put("validFor", validFor.toSeconds())
        .put("doors", admitsAllDoors() ? null : Json.strings(doorNames()))
        .put("denials", denials == 1 ? null : Json.of(denials))
        .put("unreachable", unreachable == Unreachable.FAIL ? null : Members.nameOf(unreachable))
        .put("recheck", recheck == Recheck.FULL ? null : Members.nameOf(recheck))
        .put("show", show.isEmpty() ? null : Json.strings(show))
        .build();
  }

  /** Reads what {@link #json} writes. */
  public static Requirement of(Members data) {
    var doors = data.strings("doors");
    return new Requirement(
        data.objects("stages").stream().map(Stage::of).toList(),
        Duration.ofSeconds(data.integer("expireAfter")),
        Duration.ofSeconds(data.integer("validFor")),
        doors.isEmpty() ? Doors.any() : Doors.named(doors),
        Objects.requireNonNullElse(data.optionalInteger("denials"), 1L).intValue(),
        Objects.requireNonNullElse(
            data.optionalConstant("unreachable", Unreachable.class), Unreachable.FAIL),
        Objects.requireNonNullElse(data.optionalConstant("recheck", Recheck.class), Recheck.FULL),
        data.strings("show"));
  }
}
