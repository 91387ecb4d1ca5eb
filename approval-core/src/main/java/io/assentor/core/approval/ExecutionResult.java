// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** How the released call went, as its gateway reports it. */
public enum ExecutionResult {
  SUCCEEDED,
  FAILED,
  UNKNOWN
}
