// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.FailureLog;
import io.assentor.core.channel.Channel;
import java.util.Objects;
import org.slf4j.Logger;

/** Describes failures that are retried, for operators in the log and for auditors in the ledger. */
final class DeliveryFailureLog {

  private final FailureLog log;

  DeliveryFailureLog(Logger log) {
    this.log = new FailureLog(log::warn);
  }

  /**
   * Logs one failure. It adds a stack trace once, and only if no remote service is known to cause
   * it.
   *
   * @param kind the kind of failure, such as a channel's name
   * @param line what failed, for which id, and what happens next
   */
  void failed(String kind, String line, RuntimeException e) {
    if (e instanceof Channel.Failure) {
      log.failed(kind, line, message(e));
    } else {
      log.unexpected(kind, line, e);
    }
  }

  /** Returns the text for people and auditors; of an internal error, only its name. */
  static String message(RuntimeException e) {
    return e instanceof Channel.Failure
        ? FailureLog.text(Objects.requireNonNullElse(e.getMessage(), "failed"))
        : "internal error (" + e.getClass().getSimpleName() + ")";
  }
}
