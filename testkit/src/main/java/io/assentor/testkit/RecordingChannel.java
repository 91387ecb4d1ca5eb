// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.Channel;
import java.util.ArrayList;
import java.util.List;

/** The channel's in-memory twin: keeps what it was told, and fails as often as it is told to. */
public final class RecordingChannel implements Channel {

  private final List<String> recipients;
  private final List<Sent> sent = new ArrayList<>();
  private int faults;

  public RecordingChannel(String... recipients) {
    this.recipients = List.of(recipients);
  }

  /** The next so many sendings fail. */
  public synchronized void failNext(int faults) {
    this.faults = faults;
  }

  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public List<String> recipients(Notice notice) {
    return recipients;
  }

  @Override
  public synchronized String send(Notice notice, String recipient, boolean repeated) {
    if (faults > 0) {
      faults--;
      throw new IllegalStateException("the remote service answers 500");
    }
    sent.add(new Sent(notice, recipient, repeated));
    return "receipt-" + sent.size();
  }

  /** One word sent. */
  public record Sent(Notice notice, String recipient, boolean repeated) {}
}
