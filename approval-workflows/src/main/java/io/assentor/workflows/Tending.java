// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import io.temporal.activity.ActivityInterface;
import org.jspecify.annotations.Nullable;

/** The workflow's short steps, in the ledger. Run as local activities: they leave no event each. */
@ActivityInterface(namePrefix = "Ledger")
public interface Tending {

  /** Issues the timed commands that are due, then says what is to be done. */
  Agenda agenda(ApprovalRef approval);

  /**
   * Notes that everything up to this sequence is acted on.
   *
   * @param nextIn how long until someone must act again, in milliseconds; absent: never
   * @return false if the approval moved meanwhile
   */
  boolean tended(ApprovalRef approval, int sequence, @Nullable Long nextIn);
}
