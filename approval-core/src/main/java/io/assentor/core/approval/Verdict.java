// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/** One approver's decision. */
public enum Verdict {
  APPROVE,
  DENY
}
