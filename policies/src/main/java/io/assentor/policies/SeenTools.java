// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The names of servers and tools in calls to this process, up to a limit. */
final class SeenTools {

  private static final int MOST = 2_000;

  private final Set<String> servers = ConcurrentHashMap.newKeySet();
  private final Set<String> tools = ConcurrentHashMap.newKeySet();

  void add(String server, String tool) {
    add(servers, server);
    add(tools, tool);
  }

  private static void add(Set<String> names, String name) {
    if (names.size() < MOST) {
      names.add(name);
    }
  }

  Set<String> servers() {
    return servers;
  }

  Set<String> tools() {
    return tools;
  }
}
