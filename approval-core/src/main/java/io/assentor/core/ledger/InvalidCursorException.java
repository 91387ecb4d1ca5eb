// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

/** A page was requested with a cursor that Assentor did not issue. */
public final class InvalidCursorException extends RuntimeException {

  public InvalidCursorException(String cursor) {
    super("not a cursor: " + cursor + " (expected: the next of the page before)");
  }
}
