// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps all mail in this process's memory, so that e-mail can be tried without an account. */
public final class Mailbox implements Post {

  private static final int KEPT = 200;

  private final Clock clock;
  private final Deque<Mail> mails = new ArrayDeque<>();
  private int count;

  public Mailbox() {
    this(Clock.systemUTC());
  }

  Mailbox(Clock clock) {
    this.clock = clock;
  }

  /**
   * A mail as it was accepted.
   *
   * @param number counts from 1
   * @param messageId of RFC 5322, with its angle brackets
   * @param inReplyTo the first mail of the thread; absent if this is it
   */
  public record Mail(
      int number,
      Instant at,
      String to,
      String subject,
      String messageId,
      @Nullable String inReplyTo,
      String text,
      String html) {}

  @Override
  public void take(MimeMessage message, InternetAddress recipient) throws MessagingException {
    try {
      var parts = (Multipart) message.getContent();
      var mail =
          new Mail(
              0,
              clock.instant(),
              recipient.getAddress(),
              message.getSubject(),
              message.getMessageID(),
              message.getHeader("In-Reply-To", null),
              (String) parts.getBodyPart(0).getContent(),
              (String) parts.getBodyPart(1).getContent());
      keep(mail);
    } catch (IOException e) {
      throw new MessagingException("a mail that cannot be read", e);
    }
  }

  private synchronized void keep(Mail it) {
    count++;
    mails.addFirst(
        new Mail(count, it.at, it.to, it.subject, it.messageId, it.inReplyTo, it.text, it.html));
    if (mails.size() > KEPT) {
      mails.removeLast();
    }
  }

  /** Returns the newest 200 mails, newest first. */
  public synchronized List<Mail> latest() {
    return List.copyOf(mails);
  }

  /** Returns the mail of this number, if it is still kept. */
  public synchronized Optional<Mail> find(int number) {
    return mails.stream().filter(mail -> mail.number == number).findFirst();
  }
}
