// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.Channel.Later;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Methods that Slack asked not to be called for a while, by whomever. */
final class Rests {

  private final LongSupplier nanoTime;
  private final Map<String, Long> until = new HashMap<>();

  Rests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void add(String method, Duration rest) {
    until.put(method, nanoTime.getAsLong() + rest.toNanos());
  }

  /**
   * Before a method is called.
   *
   * @throws Later if it rests
   */
  synchronized void heed(String method) {
    var end = until.get(method);
    long left = end == null ? 0 : end - nanoTime.getAsLong();
    if (left > 0) {
      throw new Later("Slack asked to wait with " + method, Duration.ofNanos(left));
    }
    until.remove(method);
  }
}
