// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Submit;
import org.jspecify.annotations.Nullable;

/** The append-only record. Every method is one transaction, committed when it returns. */
public interface Ledger extends LedgerReader {

  /**
   * Records a submission or attaches it, by {@link Submit#plan}.
   *
   * @return the approval that answers the submission
   */
  Submission submit(Submit submit);

  /**
   * Locks the approval, folds its events, lets it rule on the command at the database's time and
   * appends what follows. A repeated command id returns the recorded outcome, checked first.
   *
   * @param commandId absent when repeats cannot occur or do not matter
   * @throws DamagedRecordException if its record failed verification; nothing is appended
   */
  CommandResult execute(ApprovalId id, @Nullable CommandId commandId, Command command);

  /**
   * Records a refused command, without changing the approval's sequence. Does nothing if the
   * approval is unknown.
   */
  void file(Attempt attempt);

  /** Keeps the content behind a policy or directory version, so that an auditor can read it. */
  void remember(String version, String kind, byte[] content);
}
