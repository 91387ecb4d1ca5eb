// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the person who looks may do now.
 *
 * @param why one sentence: by what right, or why not
 * @param again where to sign in anew; only for {@link Kind#STEP_UP}
 * @param door as policies write it, when somebody may decide
 * @param mayRevoke whether the approval may still be withdrawn by them
 */
record Bar(
    Kind kind, String why, @Nullable String again, @Nullable String door, boolean mayRevoke) {

  /** What there is to do. */
  enum Kind {
    DECIDE,
    /** To deny, or to ask for what is withheld, which an approval needs. */
    DISCLOSE,
    /** To deny only: a part is withheld, and cannot be shown. */
    DENY,
    STEP_UP,
    NOTHING
  }

  /** Two of the same shape look the same, and one need not take the place of the other. */
  public String shape() {
    return Integer.toHexString(Objects.hash(kind.name(), why, mayRevoke));
  }

  /** Whether there is a form to decide with. */
  public boolean decides() {
    return kind == Kind.DECIDE || kind == Kind.DISCLOSE || kind == Kind.DENY;
  }

  static Bar nothing(String why) {
    return new Bar(Kind.NOTHING, why, null, null, false);
  }
}
