// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Seating;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Budgets.Budget;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests to people, in this process, against policy's budgets. Windows are fixed, one per
 * key: slightly inexact at their edges, and bounded in memory because past windows are dropped.
 */
final class FloodGate {

  private static final int FORGET_ABOVE = 10_000;

  private final LongSupplier nanoTime;
  private final Map<Key, Window> windows = new ConcurrentHashMap<>();

  FloodGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * A stage in which people are asked.
   *
   * @param needed how many must approve
   * @param people ids of everyone who may decide
   */
  record Asked(int needed, List<String> people) {}

  /**
   * Counts a request, unless that would exceed a budget.
   *
   * @return why nobody may be asked; empty if it was counted
   */
  Optional<String> take(String tenant, String agent, List<Asked> stages, Budgets budgets) {
    if (stages.isEmpty()) {
      return Optional.empty();
    }
    boolean agentMay = count(new Key(tenant, Kind.AGENT, agent), budgets.agent());
    var free = new HashSet<String>();
    for (var person : people(stages)) {
      if (count(new Key(tenant, Kind.APPROVER, person), budgets.approver())) {
        free.add(person);
      }
    }
    var why =
        agentMay
            ? tooFew(stages, free)
                ? Optional.of("who would be asked has been asked " + said(budgets.approver()))
                : Optional.<String>empty()
            : Optional.of("the agent " + agent + " has asked " + said(budgets.agent()));
    if (why.isPresent()) {
      giveBack(tenant, agent, stages, budgets);
    }
    return why;
  }

  /** Undoes a count, because nobody is asked after all. */
  void giveBack(String tenant, String agent, List<Asked> stages, Budgets budgets) {
    if (!stages.isEmpty()) {
      uncount(new Key(tenant, Kind.AGENT, agent), budgets.agent());
      people(stages).forEach(it -> uncount(new Key(tenant, Kind.APPROVER, it), budgets.approver()));
    }
  }

  private static Set<String> people(List<Asked> stages) {
    return stages.stream().flatMap(stage -> stage.people.stream()).collect(Collectors.toSet());
  }

  private static boolean tooFew(List<Asked> stages, Set<String> free) {
    var seats = new Seating();
    for (var stage : stages) {
      var left = stage.people.stream().filter(free::contains).toList();
      for (int seat = 0; seat < Math.min(stage.needed, stage.people.size()); seat++) {
        if (!seats.seat(left)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String said(@Nullable Budget budget) {
    return budget == null
        ? "without limit"
        : budget.requests() + " times in " + budget.per().toSeconds() + " s, which is the most";
  }

  /** Counts one more; returns false if that exceeds the limit. */
  private boolean count(Key key, @Nullable Budget budget) {
    if (budget == null) {
      return true;
    }
    long now = nanoTime.getAsLong();
    if (windows.size() > FORGET_ABOVE) {
      windows.values().removeIf(window -> window.isOver(now));
    }
    var fresh = new Window(now, budget.per().toNanos(), 1);
    var window = windows.merge(key, fresh, (old, one) -> old.isOver(now) ? one : old.plus(1));
    return window.count <= budget.requests();
  }

  private void uncount(Key key, @Nullable Budget budget) {
    if (budget != null) {
      windows.computeIfPresent(key, (any, window) -> window.plus(-1));
    }
  }

  private enum Kind {
    AGENT,
    APPROVER
  }

  private record Key(String tenant, Kind kind, String who) {}

  private record Window(long start, long length, int count) {
    boolean isOver(long now) {
      return now - start >= length;
    }

    Window plus(int more) {
      return new Window(start, length, count + more);
    }
  }
}
