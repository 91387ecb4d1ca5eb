// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.channel.Channel.Uncertain;
import io.assentor.core.channel.Channel.Undeliverable;
import io.assentor.core.text.DisplayText;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMTP server (RFC 5321), with one connection for each mail. Its answers are classified by reply
 * code and by the progress of the dialogue, never by their text.
 */
final class Smtp implements Post {

  private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final int MAX_REASON = 300;

  /** Permanent refusals that concern the session, not the recipient. */
  private static final Set<Integer> OUR_FAULT = Set.of(500, 502, 503, 504, 530, 534, 535, 538);

  private final EmailSettings.Relay relay;
  private final Session session;

  Smtp(EmailSettings.Relay relay) {
    this(relay, null, SILENCE);
  }

  /**
   * A server.
   *
   * @param trust trusted certificates; absent: those of the Java runtime
   * @param silence how long it may be silent
   */
  Smtp(EmailSettings.Relay relay, @Nullable SSLSocketFactory trust, Duration silence) {
    this.relay = relay;
    boolean implicit = relay.port() == EmailSettings.Relay.SUBMISSIONS;
    var properties = new Properties();
    properties.put("mail.smtp.host", relay.host());
    properties.put("mail.smtp.port", Integer.toString(relay.port()));
    properties.put("mail.smtp.auth", Boolean.toString(relay.user() != null));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(implicit));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(relay.startTls()));
    properties.put("mail.smtp.starttls.required", Boolean.toString(relay.startTls()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
    properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT.toMillis()));
    properties.put("mail.smtp.timeout", Long.toString(silence.toMillis()));
    properties.put("mail.smtp.writetimeout", Long.toString(silence.toMillis()));
    // Does not wait for the answer to QUIT, without which an accepted mail would count as doubtful.
    properties.put("mail.smtp.quitwait", "false");
    if (trust != null) {
      properties.put("mail.smtp.ssl.socketFactory", trust);
    }
    this.session = Session.getInstance(properties);
  }

  @Override
  public void take(MimeMessage message, InternetAddress recipient) throws MessagingException {
    var sent = new Tracked(message);
    var transport = session.getTransport("smtp");
    try {
      transport.connect(relay.host(), relay.port(), relay.user(), relay.password());
      transport.sendMessage(sent, new Address[] {recipient});
    } catch (MessagingException e) {
      throw sorted(e, sent.isWhole);
    } finally {
      close(transport);
    }
  }

  /** An accepted mail is accepted, however the connection ends. */
  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("an SMTP connection that did not end well", e);
    }
  }

  /** Returns the failure if it is a fault, and throws it otherwise. */
  private static MessagingException sorted(MessagingException thrown, boolean whole) {
    for (Exception e = thrown; e != null; e = next(e)) {
      int code =
          switch (e) {
            case SMTPAddressFailedException refused -> refused.getReturnCode();
            case SMTPSendFailedException failed when whole -> failed.getReturnCode();
            default -> 0;
          };
      if (code >= 500 && !OUR_FAULT.contains(code)) {
        throw new Undeliverable(reason(e));
      }
      if (code >= 400) {
        return thrown;
      }
    }
    if (whole) {
      throw new Uncertain("the SMTP server did not say whether it accepted the mail", thrown);
    }
    return thrown;
  }

  private static @Nullable Exception next(Exception e) {
    return e instanceof MessagingException messaging ? messaging.getNextException() : null;
  }

  /** Returns what the server said, which is untrusted text. */
  private static String reason(Exception e) {
    var said = e.getMessage() == null ? "refused" : e.getMessage().strip();
    return DisplayText.cut(DisplayText.line(said), MAX_REASON);
  }

  /**
   * Records whether the whole mail was transferred: from then on the server may have accepted it,
   * whatever it answers.
   */
  private static final class Tracked extends MimeMessage {

    private boolean isWhole;

    Tracked(MimeMessage message) throws MessagingException {
      super(message);
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored)
        throws IOException, MessagingException {
      super.writeTo(out, ignored);
      isWhole = true;
    }
  }
}
