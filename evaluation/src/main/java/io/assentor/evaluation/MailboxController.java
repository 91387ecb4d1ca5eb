// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.notifiers.email.Mailbox;
import io.assentor.notifiers.email.Mailbox.Mail;
import io.assentor.server.settings.Settings;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** Evaluation mode's mail, to be read in a browser. It only reads: no form, no script. */
@RestController
class MailboxController {

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

  private final Mailbox mailbox;
  private final Pattern review;

  MailboxController(Mailbox mailbox, Settings settings) {
    this.mailbox = mailbox;
    this.review =
        Pattern.compile(Pattern.quote(escaped(settings.publicUrl())) + "/approvals/[0-9a-f-]{36}");
  }

  @GetMapping("/mailbox")
  ResponseEntity<String> list() {
    var rows = new StringBuilder();
    for (var mail : mailbox.latest()) {
      rows.append(
          "<tr><td>%s<td>%s<td><a href=\"/mailbox/%d\">%s</a>\n"
              .formatted(mail.at(), escaped(mail.to()), mail.number(), escaped(mail.subject())));
    }
    var none = rows.isEmpty() ? "<p>No mail yet.</p>\n" : "";
    return page(
        "Mailbox",
        none + "<table><tr><th>At<th>To<th>Subject\n" + rows + "</table>\n",
        HttpStatus.OK);
  }

  @GetMapping("/mailbox/{number}")
  ResponseEntity<String> mail(@PathVariable String number) {
    return (number.matches("[1-9][0-9]{0,8}")
            ? mailbox.find(Integer.parseInt(number))
            : Optional.<Mail>empty())
        .map(mail -> page(mail.subject(), shown(mail), HttpStatus.OK))
        .orElseGet(
            () -> page("No such mail", "<p>It is not kept any more.</p>\n", HttpStatus.NOT_FOUND));
  }

  /**
   * The HTML part as mail programs show it; here nothing in it may run, load or leave its frame.
   */
  private String shown(Mail mail) {
    return """
        <p><a href="/mailbox">All mail</a></p>
        <table>
        <tr><th>To<td>%s
        <tr><th>At<td>%s
        <tr><th>Message-ID<td>%s
        <tr><th>In-Reply-To<td>%s
        </table>
        <h2>As text</h2>
        <pre>%s</pre>
        <h2>As HTML</h2>
        <iframe sandbox="" title="The mail's HTML part" srcdoc="%s"></iframe>
        """
        .formatted(
            escaped(mail.to()),
            mail.at(),
            escaped(mail.messageId()),
            mail.inReplyTo() == null ? "none" : escaped(mail.inReplyTo()),
            review.matcher(escaped(mail.text())).replaceAll("<a href=\"$0\">$0</a>"),
            escaped(mail.html()));
  }

  private static ResponseEntity<String> page(String title, String body, HttpStatus status) {
    var html =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="color-scheme" content="light dark">
        <title>%1$s</title>
        <style>
        body { font: 15px/1.45 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        th { text-align: left; padding-right: 1rem }
        td { padding-right: 1rem }
        pre { white-space: pre-wrap; overflow-wrap: anywhere }
        iframe { width: 100%%; height: 40rem; border: 1px solid #888 }
        </style>
        </head>
        <body>
        <h1>%1$s</h1>
        %2$s</body>
        </html>
        """
            .formatted(escaped(title), body);
    return ResponseEntity.status(status).contentType(HTML).body(html);
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
