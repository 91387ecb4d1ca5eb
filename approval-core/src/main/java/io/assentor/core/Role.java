// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.Locale;

/** What a principal may be used for; a token's {@code roles} claim names these. */
public enum Role {
  GATEWAY,
  APPROVER,
  AUDITOR,
  ADMIN;

  /** As the claim has it. */
  public String authority() {
    return name().toLowerCase(Locale.ROOT);
  }
}
