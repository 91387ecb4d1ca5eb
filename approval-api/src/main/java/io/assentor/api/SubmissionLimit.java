// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.RateLimit;
import io.assentor.core.call.Principal;
import java.time.Duration;

/** How much one gateway may ask of one process. */
public final class SubmissionLimit {

  private final RateLimit<Principal> limit;

  /** At most so many submissions a minute and gateway. */
  public SubmissionLimit(int perMinute) {
    this.limit = new RateLimit<>(perMinute, Duration.ofMinutes(1));
  }

  /** Whether one more is not too much; it counts. */
  public boolean admits(Principal gateway) {
    return limit.admits(gateway);
  }

  void admit(Principal gateway) {
    if (!admits(gateway)) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              "This gateway submits too often; nothing was recorded."));
    }
  }
}
