// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.PolicyBook;

/**
 * The rules in force. Whoever judges reads them once per command: files are reloaded at any moment,
 * and a verdict must not mix two versions.
 */
public interface Rules {

  /** Returns what is in force now; it does not change when files are reloaded. */
  InForce current();

  /**
   * Whether the directory has stood for long enough to end requests for want of people. Until then
   * a slip in it can be corrected; what it takes from people is taken at once all the same.
   */
  default boolean isSettled() {
    return true;
  }

  /**
   * Policy, directory and identities of one moment.
   *
   * @param identities resolve principals by {@code directory}
   */
  record InForce(PolicyBook policies, Directory directory, Identities identities) {}

  /** Returns rules that are never reloaded and know people as the directory lists them. */
  static Rules of(PolicyBook policies, Directory directory) {
    return of(policies, directory, Identities.listed(directory));
  }

  /** Returns rules that are never reloaded. */
  static Rules of(PolicyBook policies, Directory directory, Identities identities) {
    var fixed = new InForce(policies, directory, identities);
    return () -> fixed;
  }
}
