// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Seating;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Budgets.Budget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
   * The result of {@link #take}.
   *
   * @param refusal why nobody may be asked; absent if the request was counted
   * @param counted what to give back; empty if nobody may be asked
   */
  record Taken(@Nullable String refusal, List<Counted> counted) {}

  /**
   * One request in one window. If it is given back after the window has ended, the next window must
   * not be reduced.
   */
  record Counted(Key key, long windowStart) {}

  /** Counts a request, unless that would exceed a budget. */
  Taken take(String tenant, String agent, List<Asked> stages, Budgets budgets) {
    var counted = new ArrayList<Counted>();
    if (stages.isEmpty()) {
      return new Taken(null, counted);
    }
    boolean agentMay = count(new Key(tenant, Kind.AGENT, agent), budgets.agent(), counted);
    var free = new HashSet<String>();
    for (var person : people(stages)) {
      if (count(new Key(tenant, Kind.APPROVER, person), budgets.approver(), counted)) {
        free.add(person);
      }
    }
    if (agentMay && !tooFew(stages, free)) {
      return new Taken(null, counted);
    }
    counted.forEach(this::uncount);
    var why =
        agentMay
            ? "who would be asked has been asked " + said(budgets.approver())
            : "the agent " + agent + " has asked " + said(budgets.agent());
    return new Taken(why, List.of());
  }

  /** Undoes a count, because nobody is asked after all. */
  void giveBack(Taken taken) {
    taken.counted.forEach(this::uncount);
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

  /** Counts one more; false if that is too many. */
  private boolean count(Key key, @Nullable Budget budget, List<Counted> counted) {
    if (budget == null) {
      return true;
    }
    long now = nanoTime.getAsLong();
    if (windows.size() > FORGET_ABOVE) {
      windows.values().removeIf(window -> window.isOver(now));
    }
    var fresh = new Window(now, budget.per().toNanos(), 1);
    var window = windows.merge(key, fresh, (old, one) -> old.isOver(now) ? one : old.plus(1));
    counted.add(new Counted(key, window.start));
    return window.count <= budget.requests();
  }

  private void uncount(Counted one) {
    windows.computeIfPresent(
        one.key, (key, window) -> window.start == one.windowStart ? window.plus(-1) : window);
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
