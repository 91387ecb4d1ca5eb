// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the current user may do with a request now.
 *
 * @param why one sentence: by what right, or why not
 * @param again where to sign in again; only for {@link Kind#STEP_UP}
 * @param door as policies write it, if the user may decide
 * @param mayRevoke whether they may still revoke the approval
 */
record Bar(
    Kind kind, String why, @Nullable String again, @Nullable String door, boolean mayRevoke) {

  /** The possible actions. */
  enum Kind {
    DECIDE,
    /** To deny, or to view the withheld text, which an approval requires. */
    DISCLOSE,
    /** To deny only: a part is withheld and cannot be shown. */
    DENY,
    STEP_UP,
    NOTHING
  }

  /**
   * Returns a text that is the same for two bars that look the same, so that one need not replace
   * the other.
   */
  public String shape() {
    return Integer.toHexString(Objects.hash(kind.name(), why, mayRevoke));
  }

  /** Returns whether there is a decision form. */
  public boolean decides() {
    return kind == Kind.DECIDE || kind == Kind.DISCLOSE || kind == Kind.DENY;
  }

  static Bar nothing(String why) {
    return new Bar(Kind.NOTHING, why, null, null, false);
  }
}
