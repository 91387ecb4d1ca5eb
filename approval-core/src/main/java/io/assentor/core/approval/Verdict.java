// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** One approver's ruling. */
public enum Verdict {
  APPROVE,
  DENY
}
