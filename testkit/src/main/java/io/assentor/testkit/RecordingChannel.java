// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.channel.Channel;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The channel's in-memory twin: keeps what it was told, and fails as often as it is told to. */
public final class RecordingChannel implements Channel {

  private final List<String> recipients;
  private final List<Sent> sent = new ArrayList<>();
  private final Set<String> unknown = new HashSet<>();
  private int faults;
  private boolean broken;

  public RecordingChannel(String... recipients) {
    this.recipients = List.of(recipients);
  }

  /** The next so many sendings fail. */
  public synchronized void failNext(int faults) {
    this.faults = faults;
  }

  /** The next sending meets a bug of the channel. */
  public synchronized void breakNext() {
    broken = true;
  }

  /** The remote service does not know this recipient any more. */
  public synchronized void forget(String recipient) {
    unknown.add(recipient);
  }

  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public List<Recipient> recipients(ApprovalRecord entry, Occasion occasion) {
    return recipients.stream().map(it -> new Recipient(it, Set.of(it))).toList();
  }

  @Override
  public synchronized String send(Notice notice, String recipient, boolean repeated) {
    if (unknown.contains(recipient)) {
      throw new Undeliverable("the remote service knows no " + recipient);
    }
    if (faults > 0) {
      faults--;
      throw new Fault("the remote service answers 500", null);
    }
    if (broken) {
      broken = false;
      throw new IllegalStateException("secret of the call");
    }
    sent.add(new Sent(notice, recipient, repeated));
    return "receipt-" + sent.size();
  }

  /** One word sent. */
  public record Sent(Notice notice, String recipient, boolean repeated) {}
}
