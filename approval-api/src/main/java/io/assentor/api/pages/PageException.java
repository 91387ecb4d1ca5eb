// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ProblemCode;

/** The requested page cannot be shown; an error page says why. */
final class PageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ProblemCode code;
  private final String text;

  private PageException(ProblemCode code, String message) {
    super(message);
    this.code = code;
    this.text = message;
  }

  static PageException notFound() {
    return new PageException(
        ProblemCode.NOT_FOUND, "There is no such page, or you may not see it.");
  }

  static PageException gone(String text) {
    return new PageException(ProblemCode.GONE, text);
  }

  static PageException badForm(String expected) {
    return new PageException(
        ProblemCode.INVALID_REQUEST, "The form was not understood. Expected: " + expected + ".");
  }

  ProblemCode code() {
    return code;
  }

  /** Returns the text for the user. */
  String text() {
    return text;
  }
}
