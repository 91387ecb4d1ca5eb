// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.Locale;

/** The roles of principals, named in a token's {@code roles} claim. */
public enum Role {
  GATEWAY,
  APPROVER,
  AUDITOR,
  ADMIN;

  /** Returns the name in the claim. */
  public String authority() {
    return name().toLowerCase(Locale.ROOT);
  }
}
