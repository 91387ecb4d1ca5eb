// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.call.NewRequest;
import java.util.List;

/** The policy in force. */
public interface PolicyBook {

  /**
   * Judges a call. Never fails: an error while judging counts as requiring approval.
   *
   * @param tenant whose policy
   */
  Judgement judge(String tenant, NewRequest request);

  /** Returns the verdict only, for callers that show nothing. */
  default Assessment assess(String tenant, NewRequest request) {
    return judge(tenant, request).assessment();
  }

  /** Judges a call and explains why each rule matched. Slower; for people. */
  default Explained explain(String tenant, NewRequest request) {
    return new Explained(judge(tenant, request), List.of());
  }

  /** A judgement with its reasons. */
  record Explained(Judgement judgement, List<Finding> findings) {}

  /**
   * A rule that matched a call.
   *
   * @param effect allow, deny, require, or raise for a rule that only raises the tier
   * @param because the values that made it match, redacted
   */
  record Finding(String id, String effect, String because) {}
}
