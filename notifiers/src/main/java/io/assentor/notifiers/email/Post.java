// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.channel.Channel.Uncertain;
import io.assentor.core.channel.Channel.Undeliverable;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** Takes mail. */
interface Post {

  /**
   * Takes one message for one recipient.
   *
   * @throws MessagingException if it was certainly not taken, and may be another time
   * @throws Undeliverable if it never will be
   * @throws Uncertain if it may have been taken
   */
  void take(MimeMessage message, InternetAddress recipient) throws MessagingException;
}
