// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

/** How risky a call is according to policy, lowest first. */
public enum Tier {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
