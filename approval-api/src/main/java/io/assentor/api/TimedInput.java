// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body with a time limit for the whole of it. The container limits only the pause between two
 * packets, so a slowly dripping body would never end.
 */
final class TimedInput extends FilterInputStream {

  private final long nanos;
  private final LongSupplier nanoTime;
  private final long start;

  TimedInput(InputStream body, Duration time, LongSupplier nanoTime) {
    super(body);
    this.nanos = time.toNanos();
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    checkTime();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    checkTime();
    return super.read(bytes, from, length);
  }

  private void checkTime() throws IOException {
    if (nanoTime.getAsLong() - start > nanos) {
      throw new SlowBodyException();
    }
  }

  /** The time is over. */
  static final class SlowBodyException extends IOException {
    private static final long serialVersionUID = 1;
  }
}
