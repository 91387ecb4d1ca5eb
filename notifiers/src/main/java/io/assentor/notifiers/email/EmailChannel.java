// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.Channel;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.notifiers.notice.Audience;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The e-mail channel. Everyone who is asked gets a mail of their own; later mails about the same
 * request are replies to it, so that mail programs show one thread. Nothing is decided by e-mail:
 * the link leads to the request's page, and contains an id only.
 *
 * <p>A mail's Message-ID (RFC 5322) is derived from its delivery's key, so that a mail sent again
 * after an unknown result is the same mail. It also depends on the request's salt, so that only
 * people who have seen the mail can report it as returned.
 */
public final class EmailChannel implements Channel {

  /** The receipt is the Message-ID; this one marks that no mail was needed. */
  private static final String NEVER_ASKED = "not sent: was never asked";

  /** Used only to build messages. */
  private static final Session NO_SERVER = Session.getInstance(new Properties());

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final Directory directory;
  private final Identities identities;
  private final Post post;
  private final InternetAddress from;

  public EmailChannel(EmailSettings settings, Directory directory, Identities identities) {
    this(
        settings,
        directory,
        identities,
        switch (settings) {
          case EmailSettings.Relay relay -> new Smtp(relay);
          case EmailSettings.Local local -> local.mailbox();
        });
  }

  EmailChannel(EmailSettings settings, Directory directory, Identities identities, Post post) {
    this.directory = directory;
    this.identities = identities;
    this.post = post;
    try {
      this.from = new InternetAddress(settings.from(), true);
    } catch (AddressException e) {
      throw new IllegalArgumentException("settings check this", e);
    }
  }

  @Override
  public String name() {
    return Letter.CHANNEL;
  }

  @Override
  public Optional<Rendering> rendering(ApprovalRecord entry, String link) {
    return Optional.of(Letter.rendering(entry));
  }

  @Override
  public List<Recipient> recipients(ApprovalRecord entry, Occasion occasion) {
    var notTold =
        occasion.purpose() == Purpose.OUTCOME
            ? Audience.barred(entry, directory)
            : Audience.notAsked(entry, directory, identities);
    var people = new LinkedHashMap<String, Set<String>>();
    for (var eligible : Audience.asked(entry.approval(), occasion)) {
      for (var person : directory.people(entry.id().tenant(), eligible)) {
        var address = person.contacts().get(name());
        if (address != null && !notTold.contains(person.id())) {
          people.computeIfAbsent(address, any -> new HashSet<>()).add(person.id());
        }
      }
    }
    return people.entrySet().stream().map(it -> new Recipient(it.getKey(), it.getValue())).toList();
  }

  @Override
  public String send(Notice notice, String recipient, boolean repeated) {
    var first = first(notice, recipient);
    if (first == null && notice.occasion().purpose() == Purpose.OUTCOME) {
      return NEVER_ASKED;
    }
    var id = messageId(notice, key(notice, recipient));
    var to = address(recipient);
    try {
      post.take(message(notice, to, id, first), to);
    } catch (MessagingException e) {
      throw new Fault("the SMTP server did not accept it: " + e.getMessage(), e);
    }
    return id;
  }

  private static InternetAddress address(String recipient) {
    try {
      return new InternetAddress(recipient, true);
    } catch (AddressException e) {
      throw new Undeliverable("not an e-mail address: " + e.getMessage());
    }
  }

  private MimeMessage message(Notice notice, InternetAddress to, String id, @Nullable String first)
      throws MessagingException {
    var letter = Letter.of(notice);
    var message = new Identified(id);
    message.setFrom(from);
    message.setRecipient(RecipientType.TO, to);
    message.setSubject((first == null ? "" : "Re: ") + letter.subject(), UTF_8);
    message.setSentDate(Date.from(notice.entry().asOf()));
    if (first != null) {
      message.setHeader("In-Reply-To", first);
      message.setHeader("References", first);
    }
    // RFC 3834: prevents absence notices; the second header is for Exchange, which requires it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Auto-Response-Suppress", "All");
    var parts = new MimeMultipart("alternative");
    parts.addBodyPart(part(TextBody.of(letter), "plain"));
    parts.addBodyPart(part(HtmlBody.of(letter), "html"));
    message.setContent(parts);
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(text, UTF_8, subtype);
    // A line of a mail has at most 998 bytes (RFC 5322), and the text may contain other than ASCII.
    part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    return part;
  }

  /**
   * Returns the Message-ID of the first mail that may have reached this recipient; absent if there
   * is none.
   */
  private @Nullable String first(Notice notice, String recipient) {
    var own = key(notice, recipient);
    // Prefers the receipt, because the sender address may have changed since.
    return notice.earlier().stream()
        .filter(it -> it.key().recipient().equals(recipient) && !it.key().equals(own))
        .filter(it -> it.failure() == null && (it.receipt() != null || it.claims() > 0))
        .map(it -> it.receipt() == null ? messageId(notice, it.key()) : it.receipt())
        .findFirst()
        .orElse(null);
  }

  private String messageId(Notice notice, Delivery.Key key) {
    var occasion = key.occasion();
    var about =
        Json.object()
            .put("approval", key.approval().toString())
            .put("recipient", key.recipient())
            .put("purpose", Members.nameOf(occasion.purpose()))
            .put("stage", occasion.stage())
            .put("step", occasion.step())
            .build();
    var address = from.getAddress();
    var host = address.substring(address.lastIndexOf('@') + 1);
    var salt = notice.entry().content().salt().bytes();
    return "<" + Sha256.text("assentor-mail-1\n", salt, about.canonical()) + "@" + host + ">";
  }

  private static Delivery.Key key(Notice notice, String recipient) {
    return new Delivery.Key(notice.entry().id(), Letter.CHANNEL, recipient, notice.occasion());
  }

  /** A message that keeps its id, instead of getting one with the host's name. */
  private static final class Identified extends MimeMessage {

    private final String id;

    Identified(String id) {
      super(NO_SERVER);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
