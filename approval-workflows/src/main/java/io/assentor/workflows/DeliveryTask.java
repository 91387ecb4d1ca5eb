// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * One message to send to one recipient through one channel, or to update.
 *
 * @param purpose name of a {@link Purpose}
 * @param step index of the stage's step it is about; absent in old histories
 */
public record DeliveryTask(
    ApprovalRef approval,
    String channel,
    String recipient,
    String purpose,
    int stage,
    @Nullable Integer step) {

  /** Returns the task of a delivery, in the shape that is recorded in histories. */
  public static DeliveryTask of(ApprovalRef approval, Delivery.Key key) {
    var occasion = key.occasion();
    return new DeliveryTask(
        approval,
        key.channel(),
        key.recipient(),
        occasion.purpose().name(),
        occasion.stage(),
        occasion.step());
  }

  /**
   * Returns the task's delivery.
   *
   * @throws IllegalArgumentException if there is no such purpose
   */
  public Delivery.Key key() {
    return new Delivery.Key(
        approval.id(),
        channel,
        recipient,
        new Occasion(Purpose.valueOf(purpose), stage, stepOr0()));
  }

  private int stepOr0() {
    return step == null ? 0 : step;
  }
}
