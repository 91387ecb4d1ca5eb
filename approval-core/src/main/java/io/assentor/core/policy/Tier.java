// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

/** How risky policy finds a call, mildest first. */
public enum Tier {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
