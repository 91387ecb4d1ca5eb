// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

/** What came of the last click. */
record Message(Kind kind, String title, String text) {

  /** The colour. */
  enum Kind {
    /** Carried out. */
    GOOD,
    /** Carried out; the call does not run. */
    STOPPED,
    /** Not carried out. */
    BAD;

    /** For the style sheet. */
    public String css() {
      return nameOf(this);
    }
  }

  Message(boolean good, String title, String text) {
    this(good ? Kind.GOOD : Kind.BAD, title, text);
  }

  /** Whether it was carried out. */
  boolean good() {
    return kind != Kind.BAD;
  }
}
