// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import java.time.Duration;

/** Waiting. */
final class Pause {

  private Pause() {}

  /**
   * Waits so long.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
