// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

/**
 * Distinguishes temporary faults from bugs. The API does not know the database, so the composition
 * provides it.
 */
public interface Faults {

  /** Returns whether the same request may succeed in a moment. */
  boolean isTemporary(Throwable fault);
}
