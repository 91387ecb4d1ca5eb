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
   * Accepts one message for one recipient.
   *
   * @throws MessagingException if it was certainly not accepted, and a retry may succeed
   * @throws Undeliverable if a retry cannot succeed
   * @throws Uncertain if it may have been accepted
   */
  void take(MimeMessage message, InternetAddress recipient) throws MessagingException;
}
