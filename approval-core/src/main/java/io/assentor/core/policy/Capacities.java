// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The capacities in which a person can act, as plain strings that a ledger can compare: {@code
 * role:r}, {@code group:g} and {@code person:p}.
 */
public final class Capacities {

  private Capacities() {}

  static String role(String name) {
    return "role:" + name;
  }

  static String group(String name) {
    return "group:" + name;
  }

  static String person(String id) {
    return "person:" + id;
  }

  /** Returns all capacities of one person. */
  public static Set<String> of(String person, Collection<String> roles, Collection<String> groups) {
    var capacities = new HashSet<String>();
    roles.forEach(role -> capacities.add(role(role)));
    groups.forEach(group -> capacities.add(group(group)));
    capacities.add(person(person));
    return capacities;
  }
}
