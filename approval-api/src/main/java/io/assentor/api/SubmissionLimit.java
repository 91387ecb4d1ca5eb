// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.RateLimit;
import io.assentor.core.call.Principal;
import java.time.Duration;

/** Limits the submissions of a gateway to one process. */
public final class SubmissionLimit {

  private final RateLimit<Principal> limit;

  /** Makes a limit of submissions per minute and gateway. */
  public SubmissionLimit(int perMinute) {
    this.limit = new RateLimit<>(perMinute, Duration.ofMinutes(1));
  }

  /** Counts a submission; returns whether it is within the limit. */
  public boolean admits(Principal gateway) {
    return limit.admits(gateway);
  }

  void admit(Principal gateway) {
    if (!admits(gateway)) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              "This gateway submits too many requests; nothing was recorded."));
    }
  }
}
