// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** The status of a request; final once it leaves {@link #PENDING}. Names: OpenID AuthZEN ARAP. */
public enum Status {
  PENDING,
  APPROVED,
  DENIED,
  EXPIRED,
  CANCELLED,
  /** Nobody is eligible or reachable. */
  FAILED
}
