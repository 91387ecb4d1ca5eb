// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says is to be done for an approval now.
 *
 * @param sequence the approval's sequence this agenda is about
 * @param orders word to be sent
 * @param nextIn how long until someone must act again, in milliseconds, by the ledger's own clock
 *     so that Temporal's need not agree with it; absent: never
 */
public record Agenda(int sequence, List<Order> orders, @Nullable Long nextIn) {

  /**
   * Word to be sent to one recipient through one channel.
   *
   * @param purpose name of a {@link io.assentor.core.ledger.Delivery.Purpose}
   * @param step index of the stage's step it is about; absent in histories from before there were
   *     any
   */
  public record Order(
      ApprovalRef approval,
      String channel,
      String recipient,
      String purpose,
      int stage,
      @Nullable Integer step) {}
}
