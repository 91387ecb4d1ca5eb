// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Bounces. Those of Postfix 3.7.11 and Exim 4.96 are as these made them, about a mail of ours;
 * those of Exchange and Gmail are written after what these send.
 */
final class BounceMails {

  /** The Message-ID of a mail of ours, as far as one can see. */
  static final String ID = "<WBMeMASle0nhKLi7KsDUj3OBgJGmTGQxTgEDBKab8q4@assentor.example>";

  private BounceMails() {}

  /** That of this name, about the mail of this Message-ID. */
  static String named(String name, String messageId) {
    var path = "bounces/" + name + ".eml";
    try (var in = BounceMails.class.getResourceAsStream(path)) {
      var text =
          new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("%MESSAGE_ID%", messageId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One of our own, about {@link #ID}.
   *
   * @param status what it says of recipients
   */
  static String saying(String status) {
    return """
        From: mailer-daemon@example.org
        To: assentor@assentor.example
        Subject: Undelivered
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        It could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        %s

        --b
        Content-Type: text/rfc822-headers

        From: assentor@assentor.example
        Message-ID: %s

        --b--
        """
        .formatted(status, ID);
  }

  /** As it goes over the wire. */
  static byte[] bytes(String mail) {
    return mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
