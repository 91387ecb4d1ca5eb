// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether distinct people can fill every seat of every stage: bipartite matching by augmenting
 * paths. Counting per stage is not enough, since one person may hold two roles but counts once.
 */
public final class Seating {

  private final List<List<String>> candidates = new ArrayList<>();
  private final Map<String, Integer> seatOf = new HashMap<>();

  /** Adds a seat that one of these people must fill; false if not every seat can be filled then. */
  public boolean seat(List<String> people) {
    candidates.add(people);
    return place(candidates.size() - 1, new HashSet<>());
  }

  private boolean place(int seat, Set<String> asked) {
    for (var person : candidates.get(seat)) {
      if (!asked.add(person)) {
        continue;
      }
      var taken = seatOf.get(person);
      if (taken == null || place(taken, asked)) {
        seatOf.put(person, seat);
        return true;
      }
    }
    return false;
  }
}
