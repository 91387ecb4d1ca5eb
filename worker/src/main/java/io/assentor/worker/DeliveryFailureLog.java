// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.FailureLog;
import io.assentor.core.channel.Channel;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * What is said of failures that are retried: to operators in the log, to auditors in the ledger.
 */
final class DeliveryFailureLog {

  private final FailureLog log;

  DeliveryFailureLog(Logger log) {
    this.log = new FailureLog(log::warn);
  }

  /**
   * Logs one failure. A stack trace comes once, and only with what no remote service is known to
   * cause.
   *
   * @param kind what kind of thing failed, such as a channel's name
   * @param line what failed, for which id, and what happens next
   */
  void failed(String kind, String line, RuntimeException e) {
    if (isFault(e)) {
      log.failed(kind, line, message(e));
    } else {
      log.unexpected(kind, line, e);
    }
  }

  /** What people and auditors may read of it: of a fault of our own, only its name. */
  static String message(RuntimeException e) {
    return isFault(e)
        ? FailureLog.text(Objects.requireNonNullElse(e.getMessage(), "failed"))
        : "internal error (" + e.getClass().getSimpleName() + ")";
  }

  private static boolean isFault(RuntimeException e) {
    return e instanceof Channel.Fault
        || e instanceof Channel.Later
        || e instanceof Channel.Uncertain
        || e instanceof Channel.Undeliverable;
  }
}
