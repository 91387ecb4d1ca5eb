// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

/** The page that was asked for cannot be shown; another one says why. */
final class PageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String text;

  private PageException(int status, String message) {
    super(message);
    this.status = status;
    this.text = message;
  }

  static PageException notFound() {
    return new PageException(404, "There is no such page, or you may not see it.");
  }

  static PageException gone(String text) {
    return new PageException(410, text);
  }

  static PageException badForm(String expected) {
    return new PageException(400, "The form was not understood. Expected: " + expected + ".");
  }

  int status() {
    return status;
  }

  /** For the person who looks. */
  String text() {
    return text;
  }
}
