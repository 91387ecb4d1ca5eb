// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds what may concern a call, by its server and tool: a thousand rules cost what the relevant
 * ones cost.
 *
 * @param <T> what is found
 */
final class ByTool<T> {

  /** Stands for any server or tool; no name is empty. */
  private static final String ANY = "";

  private final Map<String, Map<String, List<T>>> byServer = new HashMap<>();
  private final Comparator<T> order;

  ByTool(List<T> all, Function<T, Target> target, Comparator<T> order) {
    this.order = order;
    for (var one : all) {
      var servers = target.apply(one).servers();
      var tools = target.apply(one).tools();
      for (var server : servers == null ? Set.of(ANY) : servers) {
        for (var tool : tools == null ? Set.of(ANY) : tools) {
          byServer
              .computeIfAbsent(server, any -> new HashMap<>())
              .computeIfAbsent(tool, any -> new ArrayList<>())
              .add(one);
        }
      }
    }
  }

  /** All that may concern such a call, in order. */
  List<T> of(String server, String tool) {
    var found = new ArrayList<T>();
    for (var byTool : List.of(at(server), at(ANY))) {
      found.addAll(byTool.getOrDefault(tool, List.of()));
      found.addAll(byTool.getOrDefault(ANY, List.of()));
    }
    found.sort(order);
    return found;
  }

  private Map<String, List<T>> at(String server) {
    return byServer.getOrDefault(server, Map.of());
  }
}
