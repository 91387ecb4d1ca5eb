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
 * An index by server and tool, so that a thousand rules cost no more than the relevant ones.
 *
 * @param <T> the type of entries
 */
final class ByTool<T> {

  /** Stands for any server or tool, because no name is empty. */
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

  /** Returns all entries for such a call, in order. */
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
