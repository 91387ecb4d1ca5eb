// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/** How we know who a party is. */
public enum Assurance {
  /** By a credential we checked. */
  VERIFIED,
  /** By the gateway's word only. */
  CLAIMED
}
