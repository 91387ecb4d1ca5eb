// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

/** The policy in force. */
public interface PolicyBook {

  /**
   * Judges a call. Never fails: an error while judging counts towards requiring someone.
   *
   * @param tenant whose policy
   */
  Assessment assess(String tenant, NewRequest request);
}
