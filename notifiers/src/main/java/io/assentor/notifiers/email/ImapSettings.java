// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The mailbox for bounces: the INBOX of the sender address, on an IMAP server.
 *
 * @param startTls whether the connection must be encrypted; on port 993 it always is
 * @param interval the interval between two checks
 */
public record ImapSettings(
    String host, int port, String user, String password, boolean startTls, Duration interval) {

  /** Encrypted from the first byte on (RFC 8314); no STARTTLS is needed there. */
  static final int IMAPS = 993;

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?");

  /**
   * @throws IllegalArgumentException if the settings are invalid; the message contains no password
   */
  public ImapSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " (expected: 1 to 65535)");
    }
    if (user.isEmpty() || password.isEmpty()) {
      throw new IllegalArgumentException(
          (user.isEmpty() ? "no user" : "no password") + " (expected: both)");
    }
    if (!startTls && port != IMAPS && !THIS_MACHINE.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "a password without STARTTLS would be sent in the clear (expected: STARTTLS, or a server"
              + " on this machine)");
    }
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("interval " + interval + " (expected: 1s or more)");
    }
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return host + ":" + port + " as " + user;
  }
}
