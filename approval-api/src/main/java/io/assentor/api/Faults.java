// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

/** Tells faults that will pass from bugs; the API knows no database and cannot. */
public interface Faults {

  /** Whether the same request may well succeed in a moment. */
  boolean isTemporary(Throwable fault);
}
