// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.PolicyBook;

/**
 * The rules in force. Read them once per command: files are reloaded at any moment, and a verdict
 * must not mix two versions.
 */
public interface Rules {

  /** Returns the rules in force now; the result does not change when files are reloaded. */
  InForce current();

  /**
   * Returns whether the directory has been in force for long enough to end requests that lack
   * people. Until then a mistake in it can be corrected; people whom it disables lose their rights
   * at once.
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
