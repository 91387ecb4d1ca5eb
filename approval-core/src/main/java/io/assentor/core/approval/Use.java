// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** What became of an approval. */
public enum Use {
  UNUSED,
  /** Released once. */
  CONSUMED,
  /** Never used within its validity; derived from the clock, never recorded. */
  LAPSED,
  /** Withdrawn before use. */
  REVOKED
}
