// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.List;

/** One way to tell people. */
public interface Channel {

  /** A short constant name, part of every delivery's key. */
  String name();

  /** Who is to be told of this, as this channel addresses them. */
  List<String> recipients(Notice notice);

  /**
   * Tells one recipient. A fault is an exception and will be tried again.
   *
   * @param repeated whether an earlier attempt may have arrived, because its process died
   * @return proof of where it went
   */
  String send(Notice notice, String recipient, boolean repeated);

  /**
   * What there is to tell.
   *
   * @param link where the request can be reviewed; carries an id and nothing else
   */
  record Notice(Delivery.Purpose purpose, int stage, Entry entry, String link) {}
}
