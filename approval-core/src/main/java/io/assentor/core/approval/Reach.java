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
 * Whether enough people are left to fill every stage. One human counts once: a person set aside for
 * an earlier stage is not free for a later one.
 */
public final class Reach {

  private final Identities identities;
  private final Directory directory;
  private final String tenant;
  private final Set<String> excluded;

  /**
   * Counts people as the directory and linked accounts have them now.
   *
   * @param barred who may not decide, under whatever name
   * @param unreached ids of entries whom no word could be brought to
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
   * A stage as far as it still waits.
   *
   * @param missing how many more must approve
   * @param eligible who may, widened as far as it is
   */
  public record Open(int stage, int missing, List<Eligible> eligible) {}

  /**
   * A stage that too few people can fill.
   *
   * @param stage its index
   */
  public record Shortfall(int stage, String why) {}

  /** The first stage that cannot be filled by people who are not excluded. */
  public Optional<Shortfall> shortfall(List<Open> stages) {
    var ids = new HashSet<String>();
    stages.forEach(stage -> ids.addAll(entries(stage)));
    var humans = identities.humans(tenant, ids);
    var seats = new Seating();
    for (var stage : stages) {
      if (isClaimable(stage, directory, tenant)) {
        continue; // who could fill it is not ours to know
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

  /** Whether people may decide in it whom the directory does not list. */
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

  /** The stages of a requirement before anybody decided. */
  public static List<Open> before(Requirement requirement, List<Approval.Taken> taken) {
    return IntStream.range(0, requirement.stages().size())
        .mapToObj(
            i -> {
              var stage = requirement.stages().get(i);
              return new Open(i, stage.needed(), eligible(stage, i, taken));
            })
        .toList();
  }

  /** Who may decide in a stage, given the steps that were taken. */
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
   * The soonest step that would widen a stage and has not; else one that would widen another, since
   * whoever is free there may be missing here. Empty if there is none.
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
