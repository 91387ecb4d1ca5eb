// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.samples.gateway;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the caller says, listened to for going away: the SDK tells a tool's handler neither of a
 * cancelled request nor of the end of the stream.
 */
final class CallerInput extends FilterInputStream {

  private final AtomicInteger departures = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  CallerInput(InputStream in) {
    super(in);
  }

  /**
   * How often a request was cancelled, or the stream ended. A call during which this moved may be
   * another caller's; it is not run all the same, for it can be asked again.
   */
  int departures() {
    return departures.get();
  }

  /** Returns when the caller has gone for good. */
  void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    listen(next);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count < 0) {
      listen(count);
    }
    for (int i = 0; i < count; i++) {
      listen(buffer[offset + i]);
    }
    return count;
  }

  private void listen(int next) {
    if (next >= 0 && next != '\n') {
      line.write(next);
      return;
    }
    boolean cancelled = line.toString(StandardCharsets.UTF_8).contains("notifications/cancelled");
    line.reset();
    if (next < 0 || cancelled) {
      departures.incrementAndGet();
    }
    if (next < 0) {
      end.countDown();
    }
  }
}
