// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

/**
 * What a message is about, independent of recipient and channel. Each occasion of a request is a
 * message of its own, sent once to a recipient.
 *
 * @param stage index of the stage it is about
 * @param step index of the stage's step it is about; 0 if none
 */
public record Occasion(Purpose purpose, int stage, int step) {

  /** Makes an occasion that is not about a step of its stage. */
  public Occasion(Purpose purpose, int stage) {
    this(purpose, stage, 0);
  }

  /** Why a message is sent. */
  public enum Purpose {
    /** A person is asked to decide. */
    ANNOUNCEMENT,
    /** The people who were asked are reminded. */
    REMINDER,
    /** More people are asked. */
    ESCALATION,
    /** The request is closed. */
    OUTCOME
  }
}
