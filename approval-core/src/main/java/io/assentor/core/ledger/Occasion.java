// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

/**
 * What a message is about, whoever gets it through whatever channel. Each occasion of a request is
 * a message of its own, sent once to a recipient.
 *
 * @param stage index of the stage it is about
 * @param step index of the stage's step it is about; 0 if it is about none
 */
public record Occasion(Purpose purpose, int stage, int step) {

  /** An occasion that is about no step of its stage. */
  public Occasion(Purpose purpose, int stage) {
    this(purpose, stage, 0);
  }

  /** Why a message is sent. */
  public enum Purpose {
    /** Someone is asked. */
    ANNOUNCEMENT,
    /** The people who were asked are reminded. */
    REMINDER,
    /** More people are asked. */
    ESCALATION,
    /** The request is decided or over. */
    OUTCOME
  }
}
