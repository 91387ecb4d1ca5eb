// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityInterface;

/** The workflow's long steps, through a channel. */
@ActivityInterface(namePrefix = "Channel")
public interface Sending {

  /** Sends one message, unless the ledger has a receipt for it, or brings it up to date. */
  void send(DeliveryTask task);
}
