// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names of servers and tools that calls had, in this process; so many of each and no more. */
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
