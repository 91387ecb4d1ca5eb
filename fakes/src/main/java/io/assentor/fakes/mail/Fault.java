// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

/** What goes wrong in one connection. */
public enum Fault {
  /** It is too busy to greet. */
  BUSY,
  /** It drops the connection instead of greeting. */
  NO_GREETING,
  /** It says nothing at all, for as long as the other side waits. */
  SILENT,
  /** It does not know the recipient for now. */
  NOT_NOW,
  /** It drops the connection when it hears of the recipient. */
  DROPPED_AT_RECIPIENT,
  /** It drops the connection in the middle of the message. */
  DROPPED_IN_MESSAGE,
  /** It refuses the whole message for now. */
  NOT_THIS_NOW,
  /** It refuses the whole message for good. */
  NEVER_THIS,
  /** It drops the connection instead of taking the message. */
  DROPPED_UNTAKEN,
  /** It takes the message, and drops the connection instead of saying so. */
  DROPPED_TAKEN,
  /** It takes the message, and says so later than anybody waits. */
  TAKEN_LATE,
  /** It is slow, but not too slow. */
  SLOW
}
