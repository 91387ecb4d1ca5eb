// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.people.Directory;
import io.assentor.core.people.Human;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds out whether enough people are left to fill every stage. One human counts once: a person
 * counted for an earlier stage is not available for a later one.
 */
public final class Reach {

  private final Identities identities;
  private final Directory directory;
  private final String tenant;
  private final Set<String> excluded;

  /**
   * Counts people by the current directory and linked accounts.
   *
   * @param barred who may not decide, under any name
   * @param unreached ids of people who could not be reached
   */
  public Reach(
      Identities identities,
      Directory directory,
      String tenant,
      Human barred,
      Set<String> unreached) {
    this.identities = identities;
    this.directory = directory;
    this.tenant = tenant;
    this.excluded = new HashSet<>(identities.human(tenant, barred).ids());
    this.excluded.addAll(unreached);
  }

  /**
   * The open part of a stage.
   *
   * @param missing how many approvals are missing
   * @param eligible who may decide, including widenings
   */
  public record Open(int stage, int missing, List<Eligible> eligible) {}

  /**
   * A stage that too few people can fill.
   *
   * @param stage its index
   */
  public record Shortfall(int stage, String why) {}

  /** Returns the first stage that cannot be filled by people who are not excluded. */
  public Optional<Shortfall> shortfall(List<Open> stages) {
    var ids = new HashSet<String>();
    stages.forEach(stage -> ids.addAll(entries(stage)));
    var humans = identities.humans(tenant, ids);
    var seats = new Seating();
    for (var stage : stages) {
      if (isClaimable(stage, directory, tenant)) {
        continue; // the directory does not list everyone who could fill it
      }
      var candidates = entries(stage).stream().map(humans::get).distinct().sorted().toList();
      for (int seat = 0; seat < stage.missing; seat++) {
        if (!seats.seat(candidates)) {
          return Optional.of(new Shortfall(stage.stage, why(stage)));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether people may decide in it whom the directory does not list. */
  public static boolean isClaimable(Open stage, Directory directory, String tenant) {
    var claimable = directory.claimableRoles(tenant);
    return stage.eligible.stream()
        .anyMatch(it -> it instanceof Eligible.Role(var name) && claimable.contains(name));
  }

  private static String why(Open stage) {
    return "too few people are left for stage "
        + (stage.stage + 1)
        + " ("
        + Eligible.described(stage.eligible)
        + ", "
        + stage.missing
        + " more needed), not counting those on the request's side";
  }

  /** Returns ids of the people who may decide in a stage, one for each human. */
  public List<String> candidates(Open stage) {
    var ids = entries(stage);
    var humans = identities.humans(tenant, ids);
    return ids.stream().filter(id -> id.equals(humans.get(id))).sorted().toList();
  }

  private Set<String> entries(Open stage) {
    var ids = new HashSet<String>();
    for (var eligible : stage.eligible) {
      directory.people(tenant, eligible).forEach(person -> ids.add(person.id()));
    }
    ids.removeAll(excluded);
    return ids;
  }

  /** Returns the stages of a requirement before any decision. */
  public static List<Open> before(Requirement requirement, List<Approval.Taken> taken) {
    return IntStream.range(0, requirement.stages().size())
        .mapToObj(
            i -> {
              var stage = requirement.stages().get(i);
              return new Open(i, stage.needed(), eligible(stage, i, taken));
            })
        .toList();
  }

  /** Returns who may decide in a stage after the steps taken so far. */
  public static List<Eligible> eligible(Stage stage, int index, List<Approval.Taken> taken) {
    var eligible = new ArrayList<Eligible>();
    eligible.add(stage.eligible());
    for (var it : taken) {
      if (it.stage() == index && stage.steps().get(it.step()) instanceof Step.Widen widen) {
        eligible.add(widen.to());
      }
    }
    return eligible;
  }

  /**
   * Returns the next step that would widen the stage; otherwise one that would widen another stage,
   * whose people may then be available here. Empty if there is none.
   */
  public static Optional<Approval.Taken> nextWidening(
      Requirement requirement, int stage, List<Approval.Taken> taken) {
    var others = IntStream.range(0, requirement.stages().size()).filter(it -> it != stage);
    return IntStream.concat(IntStream.of(stage), others)
        .mapToObj(it -> nextWideningOf(requirement, it, taken))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Approval.Taken> nextWideningOf(
      Requirement requirement, int stage, List<Approval.Taken> taken) {
    var steps = requirement.stages().get(stage).steps();
    return IntStream.range(0, steps.size())
        .filter(step -> steps.get(step) instanceof Step.Widen)
        .mapToObj(step -> new Approval.Taken(stage, step))
        .filter(next -> !taken.contains(next))
        .findFirst();
  }
}
