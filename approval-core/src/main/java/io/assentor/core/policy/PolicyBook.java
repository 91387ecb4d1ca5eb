// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.call.NewRequest;
import java.util.List;

/** The policy in force. */
public interface PolicyBook {

  /**
   * Judges a call. Never fails: an error while judging counts towards requiring someone.
   *
   * @param tenant whose policy
   */
  Judgement judge(String tenant, NewRequest request);

  /** Only the verdict, for who shows nothing to anybody. */
  default Assessment assess(String tenant, NewRequest request) {
    return judge(tenant, request).assessment();
  }

  /** Judges a call and says what made each rule match; for people, not for hot paths. */
  default Explained explain(String tenant, NewRequest request) {
    return new Explained(judge(tenant, request), List.of());
  }

  /** A judgement with its reasons. */
  record Explained(Judgement judgement, List<Finding> findings) {}

  /**
   * A rule that counts for a call.
   *
   * @param effect allow, deny, require, or raise for what only raises the tier
   * @param because the values that made it match, redacted
   */
  record Finding(String id, String effect, String because) {}
}
