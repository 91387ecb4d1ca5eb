// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.assentor.core.text.Steps;
import io.assentor.testkit.Growth;
import io.assentor.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BounceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postfix-unknown-user  | bounced (5.1.1): unknown user: "gone"
          postfix-expired       | bounced (4.4.1): connect to 127.0.0.1[127.0.0.1]:1: Connection refused
          exim-unknown-user     | bounced (5.0.0)
          exchange-unknown-user | bounced (5.1.10): 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@example.com not found by SMTP address lookup
          gmail-unknown-user    | bounced (5.1.1): 550-5.1.1 The address that you tried to reach does not exist. Please check 550-5.1.1 it for typing errors or unnecessary spaces. 550 5.1.1 no such user
          """)
  void failureThatAServerReports_isUnderstood(String name, String why) {
    assertThat(read(BounceMails.named(name, BounceMails.ID)))
        .contains(new Bounce(BounceMails.ID, why));
  }

  @Test
  void delay_isNoFailure() {
    assertThat(read(BounceMails.named("postfix-delayed", BounceMails.ID))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1",
        "ACTION: Failed (for good)\nStatus: 5.1.1 (no such user)",
        "Action: failed",
        "Action: delayed\nStatus: 4.0.0\n\nAction: failed\nStatus: 4.4.7",
        "Action:\n failed\nStatus: 5.1.1"
      })
  void failedRecipient_isAFailure(String status) {
    assertThat(read(BounceMails.saying(status))).isPresent();
  }

  /** One of a group that it was passed on to may not have got it; who has can decide. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Action: delayed\nStatus: 4.4.1",
        "Action: delivered\nStatus: 2.0.0",
        "Action: relayed\nStatus: 2.0.0",
        "Action: expanded\nStatus: 2.0.0",
        "Action: failed\nStatus: 5.1.1\n\nAction: delivered\nStatus: 2.0.0",
        "Status: 5.1.1",
        "Action: ",
        ""
      })
  void anythingElse_isNoFailure(String status) {
    assertThat(read(BounceMails.saying(status))).isEmpty();
  }

  static Stream<Arguments> otherMails() {
    var bounce = BounceMails.saying("Action: failed\nStatus: 5.1.1");
    var quoted = bounce.substring(bounce.indexOf("\n\n") + 2);
    return Stream.of(
        arguments("nothing", ""),
        arguments("no header", "hello"),
        arguments(
            "an absence notice",
            "From: bob@example.org\nAuto-Submitted: auto-replied\nIn-Reply-To: "
                + BounceMails.ID
                + "\nSubject: Away\n\nUntil Monday.\n"),
        arguments(
            "a person's answer that quotes a bounce",
            "From: bob@example.org\nContent-Type: text/plain\n\n" + quoted),
        arguments(
            "a read receipt", bounce.replace("=delivery-status", "=disposition-notification")),
        arguments("a bounce of somebody else's", bounce.replace(BounceMails.ID, "<1@example.org>")),
        arguments("no Message-ID", bounce.replace("Message-ID: " + BounceMails.ID, "X: y")),
        arguments("nothing returned", bounce.replace("text/rfc822-headers", "text/plain")),
        arguments("no status", bounce.replace("message/delivery-status", "text/plain")),
        arguments("no boundary", bounce.replace("boundary=\"b\"", "x=y")),
        arguments("a boundary that never comes", bounce.replace("boundary=\"b\"", "boundary=no")),
        arguments("a type that is none", bounce.replace("multipart/report;", ";;=\"")),
        arguments(
            "an answer that quotes a bounce beside a file",
            mixed("text/plain", "> " + bounce.replace("\n", "\n> "), "text/html", "<p>Why?</p>")),
        arguments(
            "an answer with the mail itself attached",
            mixed("text/plain", "Why?", "message/rfc822", RETURNED)),
        arguments(
            "a status here and a mail there",
            mixed(
                "multipart/mixed; boundary=s",
                "--s\nContent-Type: message/delivery-status\n\n" + FAILED + "\n--s--\n",
                "message/rfc822",
                RETURNED)),
        arguments("a mail about bounces", mixed("text/plain", FAILED, "message/rfc822", RETURNED)),
        arguments("a report wrapped too often", wrapped(bounce, 10)));
  }

  private static final String FAILED = "Reporting-MTA: dns; mx.example.org\n\nAction: failed\n";
  private static final String RETURNED = "Message-ID: " + BounceMails.ID + "\n\nHello\n";

  /** Types and bodies of parts, by turns. */
  private static String mixed(String... parts) {
    var mail = new StringBuilder("Content-Type: multipart/mixed; boundary=m\n\nA preamble\n");
    for (int i = 0; i < parts.length; i += 2) {
      mail.append("--m\nContent-Type: ").append(parts[i]).append("\n\n").append(parts[i + 1]);
      mail.append('\n');
    }
    return mail.append("--m--\n").toString();
  }

  private static String wrapped(String bounce, int times) {
    var mail = bounce;
    for (int i = 0; i < times; i++) {
      mail =
          "Content-Type: multipart/mixed; boundary=w%1$d\n\n--w%1$d\n%2$s\n--w%1$d--\n"
              .formatted(i, mail);
    }
    return mail;
  }

  /** Where servers, scanners, lists and people put a report. */
  static Stream<Arguments> wrappedReports() {
    var bounce = BounceMails.saying("Action: failed\nStatus: 5.1.1");
    var footer = "text/plain; charset=utf-8";
    return Stream.of(
        arguments(
            "OpenSMTPD, whose report is multipart/mixed",
            mixed(
                "text/plain",
                "Hi! This is the MAILER-DAEMON.",
                "message/delivery-status",
                FAILED,
                "message/rfc822",
                RETURNED)),
        arguments("a report of no type", bounce.replace("report-type=delivery-status; ", "")),
        arguments(
            "a header by another name",
            bounce.replace("text/rfc822-headers", "message/rfc822-headers")),
        arguments("a whole mail", bounce.replace("text/rfc822-headers", "message/rfc822")),
        arguments(
            "a scanner's footer",
            wrapped(bounce, 1)
                .replace("--w0--", "--w0\nContent-Type: text/plain\n\nScanned\n--w0--")),
        arguments(
            "a scanner's banner that is malformed",
            wrapped(bounce, 1)
                .replace("\n\n--w0\n", "\n\n--w0\nContent-Type: ;;=\"\n\nCAUTION\n--w0\n")),
        arguments("scanner and list", wrapped(bounce, 3)),
        arguments("forwarded as a file", mixed(footer, "See below", "message/rfc822", bounce)),
        arguments(
            "forwarded as a file, encoded",
            mixed(
                footer,
                "See below",
                "message/rfc822\nContent-Transfer-Encoding: base64",
                Base64.getMimeEncoder().encodeToString(BounceMails.bytes(bounce)))),
        arguments("signed", wrapped(bounce, 1).replace("multipart/mixed", "multipart/signed")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrappedReports")
  void reportThatIsWrapped_isFound(String what, String mail) {
    assertThat(read(mail).map(Bounce::messageId)).as(what).contains(BounceMails.ID);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherMails")
  void otherMail_isNone(String what, String mail) {
    assertThat(read(mail)).as(what).isEmpty();
  }

  @Test
  void mailWithoutItsEnd_isUnderstoodAsFarAsItGoes() {
    var whole = BounceMails.bytes(BounceMails.named("gmail-unknown-user", BounceMails.ID));
    int known = text(whole).lastIndexOf(BounceMails.ID) + BounceMails.ID.length() + 2;
    for (int length = 0; length <= whole.length; length++) {
      var bounce = Bounce.of(Arrays.copyOf(whole, length));
      if (length >= known) {
        assertThat(bounce).as("of %s bytes", length).isPresent();
      }
    }
  }

  @Test
  void whatServersSay_isMadeLegibleAndShort() {
    var said = "550 \u202egone\u0000 \u001b[31m⟦ caf\u00e9 " + "x".repeat(100_000);
    var bounce =
        read(BounceMails.saying("Action: failed\nStatus: 5\nDiagnostic-Code: smtp; " + said));

    assertThat(bounce.orElseThrow().why())
        .startsWith("bounced (5): 550 ⟦U+202E⟧gone⟦U+0000⟧ ⟦U+001B⟧[31m⟦U+27E6⟧ café x")
        .hasSize(300);
  }

  /** Mails by their size in bytes. */
  static Stream<Arguments> hostileMails() {
    var report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n";
    var status = report + "\n--b\nContent-Type: message/delivery-status\n\n";
    return Stream.of(
        hostile("one header field", size -> "Content-Type: " + full(size, "x")),
        hostile("parameters", size -> report.strip() + full(size, "; a=b")),
        hostile("parts of parameters", size -> report.strip() + full(size, "; a*0*=b''c")),
        hostile("quotes", size -> "Content-Type: " + full(size, "\"(\\")),
        hostile("header fields", size -> full(size, "a:\n")),
        hostile("folds", size -> "a:" + full(size, "\n ")),
        hostile("parts", size -> report + "\n" + full(size, "--b\n\n")),
        hostile("almost boundaries", size -> report + "\n" + full(size, "\n--")),
        hostile("a wrapped nothing", size -> wrapped(full(size, "--b\n\n"), 20)),
        hostile("mails in mails", size -> full(size, "Content-Type: message/rfc822\n\n")),
        hostile(
            "nesting", size -> full(size, "Content-Type: multipart/report; boundary=b\n\n--b\n")),
        hostile("recipients", size -> status + full(size, "Action: delayed\n\n")),
        hostile("empty lines", size -> status + full(size, "\n")),
        hostile("an action", size -> status + "Action: " + full(size, "failed ")),
        hostile("blanks", size -> status + "Action: failed\nStatus:" + full(size, " ") + "5"),
        hostile(
            "marks", size -> status + "Action: failed\nDiagnostic-Code: " + full(size, "\u0301")),
        hostile(
            "encoded", size -> report + "Content-Transfer-Encoding: base64\n\n" + full(size, "=")),
        hostile("line ends", size -> full(size, "\r")));
  }

  private static Arguments hostile(String what, IntFunction<String> mail) {
    return arguments(what, mail);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileMails")
  void hostileMail_isNoneAndCostsWhatItsSizeCosts(String what, IntFunction<String> mail) {
    var growth =
        Growth.of(
            "bounce: " + what,
            Inbox.MAX_LENGTH / 10,
            mail,
            Growth.<String>steps(
                (text, steps) ->
                    assertThat(Bounce.of(text.getBytes(StandardCharsets.UTF_8), steps)).isEmpty()));
    System.out.println(growth.assertLinear().row());
    assertThat(growth.tenfold()).as("well below the limit").isLessThan(50L * Inbox.MAX_LENGTH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileMails")
  void hostileMail_allocatesWhatItsSizeAllocates(String what, IntFunction<String> mail) {
    Growth.of(
            "bounce, bytes: " + what,
            Inbox.MAX_LENGTH / 10,
            mail,
            Growth.<String>allocated(text -> Bounce.of(text.getBytes(StandardCharsets.UTF_8))))
        .assertLinear();
  }

  @Test
  void mailThatTakesTooLong_isNone() {
    var bounce = BounceMails.bytes(BounceMails.named("gmail-unknown-user", BounceMails.ID));
    assertThat(Bounce.of(bounce, Steps.unlimited())).isPresent();
    assertThat(Bounce.of(bounce, Steps.atMost(bounce.length / 2))).isEmpty();
  }

  /** Which PostgreSQL takes in no text, and IMAP passes on in disguise. */
  @Test
  void messageIdWithWhatNobodySees_isNotOurs() {
    for (var hidden : List.of("=00", "=07", "=7F", "=C3=A9")) {
      var disguised =
          BounceMails.saying("Action: failed")
              .replace(
                  "Content-Type: text/rfc822-headers\n",
                  """
                  Content-Type: text/rfc822-headers
                  Content-Transfer-Encoding: quoted-printable
                  """)
              .replace("@assentor.example>", "@assentor" + hidden + ".example>");
      assertThat(read(disguised)).as(hidden).isEmpty();
    }
  }

  @Test
  void brokenMail_isReadOrNone() {
    long seed = Seed.next();
    var random = new Random(seed);
    var mails =
        List.of("postfix-unknown-user", "exim-unknown-user", "gmail-unknown-user").stream()
            .map(name -> BounceMails.bytes(BounceMails.named(name, BounceMails.ID)))
            .toList();
    for (int i = 0; i < 3_000; i++) {
      var broken = mails.get(i % mails.size()).clone();
      for (int j = 0; j <= i % 20; j++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      var bounce = Bounce.of(broken);
      assertThat(bounce.map(Bounce::messageId).orElse(BounceMails.ID))
          .as("seed %s, mail %s", seed, i)
          .matches("<[A-Za-z0-9_-]{43}@[!-~]+>");
      assertThat(bounce.map(Bounce::why).orElse(""))
          .hasSizeLessThanOrEqualTo(301)
          .doesNotContain("\n");
    }
  }

  private static String full(int size, String text) {
    return text.repeat(size / text.length());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Optional<Bounce> read(String mail) {
    return Bounce.of(BounceMails.bytes(mail));
  }
}
