// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.call.CallContent;
import org.jspecify.annotations.Nullable;

/**
 * What policy makes of a call.
 *
 * @param assessment its verdict, which is recorded
 * @param redacted what may be shown of the call; absent if all of it may
 * @param budgets how much may be asked of people
 */
public record Judgement(
    Assessment assessment, CallContent.@Nullable Shown redacted, Budgets budgets) {

  /** A judgement that hides nothing and limits nothing. */
  public static Judgement of(Assessment assessment) {
    return new Judgement(assessment, null, Budgets.NONE);
  }
}
