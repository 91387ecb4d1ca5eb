// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityInterface;

/** The workflow's long steps, through a channel. */
@ActivityInterface(namePrefix = "Channel")
public interface Sending {

  /** Sends one word, unless the ledger has a receipt for it. */
  void send(Agenda.Order order);
}
