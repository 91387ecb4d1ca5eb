// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityInterface;

/** The workflow's long activities: sending through channels. */
@ActivityInterface(namePrefix = "Channel")
public interface Sending {

  /** Sends one message unless the ledger has its receipt, or updates it. */
  void send(DeliveryTask task);
}
