// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.call.CallContent;
import org.jspecify.annotations.Nullable;

/**
 * Policy's judgement of a call.
 *
 * @param assessment its verdict, which is recorded
 * @param redacted the part of the call that may be shown; absent if all of it may be
 * @param budgets the limits on requests
 */
public record Judgement(
    Assessment assessment, CallContent.@Nullable Shown redacted, Budgets budgets) {

  /** Makes a judgement without redaction and limits. */
  public static Judgement of(Assessment assessment) {
    return new Judgement(assessment, null, Budgets.NONE);
  }
}
