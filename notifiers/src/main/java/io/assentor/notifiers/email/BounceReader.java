// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assentor.core.text.CountedText;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.Steps;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the report of a failed delivery in a mail; see {@link Bounce}. */
final class BounceReader {

  private static final Logger LOG = LoggerFactory.getLogger(BounceReader.class);

  private static final Session NO_SERVER = Session.getInstance(new Properties());

  private static final int MAX_REASON = 300;

  /** Assentor's mail has one recipient, who may forward it to a group. */
  private static final int MAX_RECIPIENTS = 100;

  /** The parts of a report: for people, for machines, and the returned mail (RFC 6522). */
  private static final int MAX_PARTS = 10;

  /** A report, wrapped by a scanner, a mailing list and two who forward it. */
  private static final int MAX_DEPTH = 6;

  /** Those beginning with {@code message/global} are for addresses in UTF-8 (RFC 6533). */
  private static final List<String> STATUS =
      List.of("message/delivery-status", "message/global-delivery-status");

  private static final List<String> RETURNED =
      List.of(
          "message/rfc822",
          "text/rfc822-headers",
          "message/rfc822-headers",
          "message/global",
          "message/global-headers");

  /** As {@link EmailChannel} makes them: visible ASCII only, which every ledger accepts. */
  private static final Pattern OURS = Pattern.compile("<[A-Za-z0-9_-]{43}@[!-~&&[^<>]]{1,255}>");

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern WORD = Pattern.compile("^[a-z]+");
  private static final Pattern DIAGNOSTIC_TYPE = Pattern.compile("^[A-Za-z0-9-]+ *; *");

  private final Steps steps;

  /**
   * Reads mails.
   *
   * @param steps counts each byte and character read
   */
  BounceReader(Steps steps) {
    this.steps = steps;
  }

  /** Returns the bounce; empty if the mail is not a bounce. */
  Optional<Bounce> read(byte[] mail) throws MessagingException, IOException {
    return find(new MimeMessage(NO_SERVER, new CountedBytes(mail, steps)), 0);
  }

  /**
   * Finds the report in a mail that scanners, mailing lists or people may have wrapped. Status and
   * returned mail must be in the same part; quoted reports have no parts.
   *
   * @param depth the level of nesting
   */
  private Optional<Bounce> find(MimePart part, int depth) throws MessagingException, IOException {
    if (depth > MAX_DEPTH) {
      return Optional.empty();
    }
    var type = new ContentType(part.getContentType());
    if (type.match("message/rfc822") || type.match("message/global")) {
      return find(new MimeMessage(NO_SERVER, body(part)), depth + 1);
    }
    if (!type.match("multipart/*")) {
      return Optional.empty();
    }
    var parts = parts(body(part).readAllBytes(), type.getParameter("boundary"));
    var bounce = isReport(type) ? reported(parts) : Optional.<Bounce>empty();
    for (var inner : parts) {
      bounce = bounce.or(() -> findIn(inner, depth + 1));
    }
    return bounce;
  }

  /** A malformed part, such as a footer, must not hide the others. */
  private Optional<Bounce> findIn(MimePart part, int depth) {
    try {
      return find(part, depth);
    } catch (MessagingException | IOException | RuntimeException e) {
      LOG.debug("Skipping a part of a mail that cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Decoded, although parts with parts should not be encoded (RFC 2045, 6.4). */
  private InputStream body(MimePart part) throws MessagingException {
    var in =
        part instanceof MimeMessage mail
            ? mail.getRawInputStream()
            : ((MimeBodyPart) part).getRawInputStream();
    var encoding = part.getEncoding();
    return encoding == null ? in : MimeUtility.decode(in, encoding);
  }

  /** Some servers, OpenSMTPD for one, call their reports {@code multipart/mixed}. */
  private static boolean isReport(ContentType type) {
    var kind = type.getParameter("report-type");
    return kind == null || kind.equalsIgnoreCase("delivery-status");
  }

  private Optional<Bounce> reported(List<MimeBodyPart> parts)
      throws MessagingException, IOException {
    @Nullable String why = null;
    var messageId = "";
    for (var part : parts) {
      if (why == null && is(part, STATUS)) {
        why = failure(part);
      } else if (messageId.isEmpty() && is(part, RETURNED)) {
        var header = new InternetHeaders(part.getInputStream(), true);
        messageId = Objects.requireNonNullElse(field(header, "Message-ID"), "");
      }
    }
    return why != null && OURS.matcher(messageId).matches()
        ? Optional.of(new Bounce(messageId, why))
        : Optional.empty();
  }

  /**
   * The first parts (RFC 2046, 5.1.1). Jakarta Mail would read all of them, for seconds where there
   * are many.
   */
  private List<MimeBodyPart> parts(byte[] body, @Nullable String boundary)
      throws MessagingException {
    if (boundary == null) {
      return List.of();
    }
    var line = Pattern.compile("(?md)^--" + Pattern.quote(boundary) + "(--)?[ \\t]*+\\r?\\n");
    var texts = line.split(new CountedText(new String(body, ISO_8859_1), steps), MAX_PARTS + 2);
    var parts = new ArrayList<MimeBodyPart>();
    for (int i = 1; i < Math.min(texts.length, MAX_PARTS + 1); i++) {
      parts.add(new MimeBodyPart(new CountedBytes(texts[i].getBytes(ISO_8859_1), steps)));
    }
    return parts;
  }

  private static boolean is(Part part, List<String> types) throws MessagingException {
    for (var type : types) {
      if (part.isMimeType(type)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns why it will not arrive: fields about the mail, then about each recipient (RFC 3464,
   * 2.1).
   *
   * @return absent if it may still arrive, or has arrived at one of the people it was forwarded to
   */
  private @Nullable String failure(Part status) throws MessagingException, IOException {
    var in = new CountedBytes(status.getInputStream().readAllBytes(), steps);
    @Nullable String why = null;
    for (int i = 0; i <= MAX_RECIPIENTS && in.available() > 0; i++) {
      var fields = new InternetHeaders(in, true);
      switch (action(fields)) {
        case "failed" -> why = why == null ? why(fields) : why;
        case "delivered", "relayed", "expanded" -> {
          return null;
        }
        default -> {} // delayed: it is tried again; or fields about the mail
      }
    }
    return why;
  }

  private static String action(InternetHeaders fields) {
    var action = Objects.requireNonNullElse(field(fields, "Action"), "");
    var word = WORD.matcher(action.toLowerCase(Locale.ROOT));
    return word.find() ? word.group() : "";
  }

  /** Also for 4.x.x (RFC 3463): a server that says failed does not retry. */
  private static String why(InternetHeaders fields) {
    var status = field(fields, "Status");
    var said = field(fields, "Diagnostic-Code");
    var why =
        "bounced"
            + (status == null ? "" : " (" + status + ")")
            + (said == null ? "" : ": " + DIAGNOSTIC_TYPE.matcher(said).replaceFirst(""));
    return DisplayText.cut(DisplayText.line(why), MAX_REASON);
  }

  /** Returns the first one, on one line. */
  private static @Nullable String field(InternetHeaders fields, String name) {
    var values = fields.getHeader(name);
    return values == null ? null : BLANKS.matcher(values[0]).replaceAll(" ").strip();
  }
}
