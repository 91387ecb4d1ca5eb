// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import org.jspecify.annotations.Nullable;

/**
 * One message to send to one recipient through one channel, or to bring up to date.
 *
 * @param purpose name of a {@link io.assentor.core.ledger.Delivery.Purpose}
 * @param step index of the stage's step it is about; absent in histories from before there were any
 */
public record DeliveryTask(
    ApprovalRef approval,
    String channel,
    String recipient,
    String purpose,
    int stage,
    @Nullable Integer step) {}
