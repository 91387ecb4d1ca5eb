// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/** How a party was identified. */
public enum Assurance {
  /** By a credential that Assentor checked. */
  VERIFIED,
  /** Only by the gateway's claim. */
  CLAIMED
}
