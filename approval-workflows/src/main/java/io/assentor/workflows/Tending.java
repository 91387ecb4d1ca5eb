// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityInterface;
import org.jspecify.annotations.Nullable;

/**
 * The workflow's short activities, in the ledger. They are local activities, which leave fewer
 * events.
 */
@ActivityInterface(namePrefix = "Ledger")
public interface Tending {

  /** Issues the timed commands that are due, then returns what is to be done. */
  Agenda agenda(ApprovalRef approval);

  /**
   * Records that everything up to this sequence has been acted on.
   *
   * @param nextIn how long until the worker must act again, in milliseconds; absent: never
   * @return false if the approval changed meanwhile
   */
  boolean tended(ApprovalRef approval, int sequence, @Nullable Long nextIn);
}
