// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.notifiers.email.Mailbox;
import io.assentor.notifiers.email.Mailbox.Mail;
import io.assentor.server.settings.Settings;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.HtmlUtils;

/** Shows evaluation mode's mail in a browser, grouped by request. It is read-only: no forms. */
@Controller
class MailboxController {

  /** For browsers without JavaScript; with it, pages.js shows local time. */
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Mailbox mailbox;
  private final Pattern link;

  MailboxController(Mailbox mailbox, Settings settings) {
    this.mailbox = mailbox;
    var page = Pattern.quote(settings.publicUrl()) + "/approvals/[0-9a-f-]{36}";
    this.link = Pattern.compile("^Review: (" + page + ")$", Pattern.MULTILINE);
  }

  /**
   * The mails about one request.
   *
   * @param subject without {@code Re:}
   * @param review the request's page; null if the mails have no link to one
   * @param mails the newest first
   */
  record MailThread(String subject, @Nullable String review, List<Shown> mails) {}

  /**
   * A mail as it is shown.
   *
   * @param lead its first line, which says why it was sent
   * @param textWithLink HTML: the escaped plain text, in which the review link can be clicked
   */
  record Shown(
      int number,
      Instant at,
      String atUtc,
      String to,
      String lead,
      String messageId,
      String inReplyTo,
      String textWithLink,
      String html) {}

  @GetMapping("/mailbox")
  String list(Model model) {
    var byRequest =
        mailbox.latest().stream()
            .collect(
                Collectors.groupingBy(
                    mail -> review(mail).orElse(mail.messageId()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    model.addAttribute("threads", byRequest.values().stream().map(this::thread).toList());
    return "mailbox";
  }

  private MailThread thread(List<Mail> mails) {
    var newest = mails.getFirst();
    return new MailThread(
        newest.subject().replaceFirst("^Re: ", ""),
        review(newest).orElse(null),
        mails.stream().map(this::shown).toList());
  }

  @GetMapping("/mailbox/{number}")
  String mail(@PathVariable String number, Model model, HttpServletResponse response) {
    var mail =
        number.matches("[1-9][0-9]{0,8}")
            ? mailbox.find(Integer.parseInt(number))
            : Optional.<Mail>empty();
    if (mail.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
    model.addAttribute("title", mail.map(Mail::subject).orElse("No such mail"));
    model.addAttribute("mail", mail.map(this::shown).orElse(null));
    return "mail";
  }

  /** Returns the link to the request, which is on a line of its own above the agent's words. */
  private Optional<String> review(Mail mail) {
    var found = link.matcher(mail.text());
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private Shown shown(Mail mail) {
    var text = HtmlUtils.htmlEscape(mail.text(), "UTF-8");
    var clickable =
        review(mail)
            .map(it -> text.replace(it, "<a href=\"%1$s\">%1$s</a>".formatted(it)))
            .orElse(text);
    return new Shown(
        mail.number(),
        mail.at(),
        UTC.format(mail.at()),
        mail.to(),
        mail.text().lines().findFirst().orElse(mail.subject()),
        mail.messageId(),
        Objects.requireNonNullElse(mail.inReplyTo(), "none"),
        clickable,
        mail.html());
  }
}
