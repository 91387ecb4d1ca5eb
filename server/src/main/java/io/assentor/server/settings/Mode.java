// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

/** How this process runs. The program decides it, no setting: each mode has a jar of its own. */
public enum Mode {
  /** Everything is configured. */
  PRODUCTION,
  /** What is not configured is embedded, and every password is public. */
  EVALUATION;

  /** The Spring profile that a process of this mode has, in lower case. */
  public String profile() {
    return this == PRODUCTION ? "production" : "evaluation";
  }
}
