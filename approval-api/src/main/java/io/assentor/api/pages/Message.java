// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

/** The result of the last click, shown at the top of the next page. */
public record Message(Kind kind, String title, String text) {

  /** The colour. */
  public enum Kind {
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

  /** Makes a message about something that was, or was not, carried out. */
  public Message(boolean good, String title, String text) {
    this(good ? Kind.GOOD : Kind.BAD, title, text);
  }

  /** Whether it was carried out. */
  boolean good() {
    return kind != Kind.BAD;
  }
}
