// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/** How an approved call is released to its gateway. */
public enum Release {
  /** By a {@code consume} that names the call about to run. */
  CONSUME,
  /**
   * By the first answer to a submission after approval, for hooks that can make one request only.
   */
  ON_ANSWER
}
