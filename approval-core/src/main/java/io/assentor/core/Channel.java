// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.List;
import java.util.Set;

/** One way to tell people. */
public interface Channel {

  /** A short constant name, part of every delivery's key. */
  String name();

  /** Who is to be told of this. */
  List<Recipient> recipients(Notice notice);

  /**
   * Someone to be told.
   *
   * @param address as the channel addresses them
   * @param people ids of the directory people who are told by it; empty if it is nobody in
   *     particular
   */
  record Recipient(String address, Set<String> people) {
    public Recipient {
      people = Set.copyOf(people);
    }
  }

  /**
   * Tells one recipient. A fault is an exception and will be tried again.
   *
   * @param recipient a recipient's address
   * @param repeated whether an earlier attempt may have arrived, because its process died
   * @return proof of where it went
   * @throws Undeliverable if trying again would not help
   */
  String send(Notice notice, String recipient, boolean repeated);

  /**
   * What there is to tell.
   *
   * @param step index of the stage's step it is about; 0 if it is about none
   * @param link where the request can be reviewed; carries an id and nothing else
   */
  record Notice(Delivery.Purpose purpose, int stage, int step, Entry entry, String link) {}

  /**
   * The recipient cannot be told through this channel: no such address, no right to write there.
   */
  final class Undeliverable extends RuntimeException {
    public Undeliverable(String why) {
      super(why);
    }
  }
}
