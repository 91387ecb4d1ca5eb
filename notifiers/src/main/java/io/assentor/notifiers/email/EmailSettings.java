// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

/** How e-mail is sent. */
public sealed interface EmailSettings {

  /** The address that mail comes from. */
  String from();

  /**
   * Through an SMTP server.
   *
   * @param user absent: no authentication
   * @param startTls whether the connection must be encrypted; on port 465 it always is
   */
  record Relay(
      String host,
      int port,
      @Nullable String user,
      @Nullable String password,
      String from,
      boolean startTls)
      implements EmailSettings {

    /** Encrypted from the first byte on (RFC 8314); no STARTTLS is needed there. */
    static final int SUBMISSIONS = 465;

    /**
     * @throws IllegalArgumentException if the settings are invalid; the message contains no
     *     password
     */
    public Relay {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port " + port + " (expected: 1 to 65535)");
      }
      if ((user == null) != (password == null)) {
        throw new IllegalArgumentException(
            (user == null ? "a password without a user" : "a user without a password")
                + " (expected: both or neither)");
      }
      if (user != null && !startTls && port != SUBMISSIONS) {
        throw new IllegalArgumentException(
            "a password without STARTTLS would be sent in the clear (expected: STARTTLS, or no"
                + " password)");
      }
      check(from);
    }

    /** Hides the password. */
    @Override
    public String toString() {
      return host + ":" + port + " as " + user + " from " + from;
    }
  }

  /** Into the memory of this process. */
  record Local(Mailbox mailbox, String from) implements EmailSettings {
    public Local {
      check(from);
    }
  }

  private static void check(String from) {
    try {
      new InternetAddress(from, true);
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          "from \"" + from + "\" (expected: one e-mail address, such as assentor@example.com)", e);
    }
  }
}
