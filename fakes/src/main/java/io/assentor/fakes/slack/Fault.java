// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

/** What goes wrong with a call of the web API. */
public enum Fault {
  /** Status 500; the call is not taken. */
  SERVER_ERROR,
  /** Status 429 with {@code Retry-After: 1}; the call is not taken. */
  RATE_LIMITED,
  /** The call is taken, then the connection is closed without an answer. */
  LOST_ANSWER,
  /** The call is taken, and answered late: after five seconds, see {@link FakeSlack#late}. */
  SLOW,
  /** The call is taken, and answered with status 500. */
  TAKEN_THEN_ERROR,
  /** Status 502 with a page for people; the call is not taken. */
  HTML
}
