// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.Budgets.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of what is asked of people, in this process. Fixed windows, each key's own: short of
 * exact at their edges, bounded in memory by forgetting windows that have passed.
 */
final class FloodGate {

  private static final int FORGET_ABOVE = 10_000;

  private final LongSupplier nanoTime;
  private final Map<Key, Window> windows = new ConcurrentHashMap<>();

  FloodGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Why an agent may not ask now; empty if it may. */
  Optional<String> agentOverBudget(String tenant, String agent, Budgets budgets) {
    return over(new Key(tenant, Kind.AGENT, agent), budgets.agent())
        ? Optional.of("the agent " + agent + " has asked " + said(budgets.agent()))
        : Optional.empty();
  }

  /** Whether a person has been asked as often as the budget allows. */
  boolean approverOverBudget(String tenant, String person, Budgets budgets) {
    return over(new Key(tenant, Kind.APPROVER, person), budgets.approver());
  }

  /** Counts a request that is put to these people. */
  void count(String tenant, String agent, List<String> people, Budgets budgets) {
    count(new Key(tenant, Kind.AGENT, agent), budgets.agent());
    people.forEach(person -> count(new Key(tenant, Kind.APPROVER, person), budgets.approver()));
  }

  static String said(@Nullable Budget budget) {
    return budget == null
        ? "without limit"
        : budget.requests() + " times in " + budget.per().toSeconds() + " s, which is the most";
  }

  private boolean over(Key key, @Nullable Budget budget) {
    if (budget == null) {
      return false;
    }
    var window = windows.get(key);
    return window != null
        && !window.isOver(nanoTime.getAsLong(), budget.per())
        && window.count >= budget.requests();
  }

  private void count(Key key, @Nullable Budget budget) {
    if (budget == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (windows.size() > FORGET_ABOVE) {
      windows.values().removeIf(window -> window.isOver(now, budget.per()));
    }
    windows.merge(
        key,
        new Window(now, 1),
        (old, fresh) ->
            old.isOver(now, budget.per()) ? fresh : new Window(old.start, old.count + 1));
  }

  private enum Kind {
    AGENT,
    APPROVER
  }

  private record Key(String tenant, Kind kind, String who) {}

  private record Window(long start, int count) {
    boolean isOver(long now, Duration per) {
      return now - start >= per.toNanos();
    }
  }
}
