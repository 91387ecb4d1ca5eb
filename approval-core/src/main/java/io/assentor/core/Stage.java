// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

/**
 * One step of a requirement.
 *
 * @param role the directory role whose holders may decide here
 * @param needed the quorum: how many distinct people must approve
 */
public record Stage(String role, int needed) {
  public Stage {
    if (needed < 1) {
      throw new IllegalArgumentException("a quorum of " + needed + " (expected: at least 1)");
    }
  }
}
