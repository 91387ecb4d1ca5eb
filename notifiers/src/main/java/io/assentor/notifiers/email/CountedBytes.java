// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.text.Steps;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes that count each byte read as a step, including reads of parts of them. */
final class CountedBytes extends SharedByteArrayInputStream {

  private final Steps steps;

  CountedBytes(byte[] bytes, Steps steps) {
    super(bytes);
    this.steps = steps;
  }

  @Override
  public synchronized int read() {
    steps.take();
    return super.read();
  }

  @Override
  public synchronized int read(byte[] into, int from, int length) {
    int read = super.read(into, from, length);
    steps.take(Math.max(1, read));
    return read;
  }

  @Override
  public synchronized byte[] readAllBytes() {
    steps.take(1 + available());
    return super.readAllBytes();
  }

  @Override
  public InputStream newStream(long from, long to) {
    int begin = start + (int) from;
    int end = to < 0 ? count : start + (int) to;
    return new CountedBytes(Arrays.copyOfRange(buf, begin, end), steps);
  }
}
