// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.mail.FakeImap;
import io.assentor.fakes.mail.FakeSmtp;
import io.assentor.harness.Api;
import io.assentor.harness.Assentor;
import io.assentor.testkit.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged server in evaluation mode, whose mail lands in its own mailbox or comes back. */
@Execution(ExecutionMode.CONCURRENT)
class MailIT {

  private static final Pattern ROW =
      Pattern.compile("<b>([a-z]+@example\\.com)</b> <a href=\"(/mailbox/[0-9]+)\">([^<]*)</a>");
  private static final Pattern THREAD = Pattern.compile("<h2>([^<]*)</h2>");
  private static final Pattern LINK = Pattern.compile("href=\"(http[^\"]*/approvals/[^\"]*)\"");
  private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID</dt><dd>(\\S+)</dd>");
  private static final Pattern IN_REPLY_TO = Pattern.compile("In-Reply-To</dt><dd>(\\S+)</dd>");

  /** Has a mailbox of its own. */
  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Assentor server;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A line of the mailbox. */
  private record Row(String to, String path, String lead) {}

  @BeforeAll
  static void start(@TempDir Path data) {
    server = Assentor.start(data, Map.of("ASSENTOR_EVALUATION_MAILBOX", "true"));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void request_isMailedReadAndFetchedByScannersAndItsOutcomeAnswersTheMail() throws Exception {
    assertThat(server.log()).contains("their e-mail: http://127.0.0.1");
    var api = server.api();
    var held = api.submit(Api.submission("mailed"));
    Wait.until("everybody has mail", () -> rows(server).size() == 3);
    assertThat(rows(server))
        .extracting(Row::to)
        .containsExactlyInAnyOrder("alice@example.com", "bob@example.com", "carol@example.com");
    assertThat(rows(server)).extracting(Row::lead).containsOnly("Please review this tool call.");
    assertThat(threads())
        .containsExactly("[high] Approve? kubectl_delete on kubernetes (deploy-bot)");

    var first = page(server, to(server, "alice").getLast());
    assertThat(first)
        .contains("name: &quot;mailed&quot;", "sandbox=\"\"")
        .doesNotContainPattern("<script(?! src=)");
    var link = found(LINK, first);
    assertThat(link).isEqualTo(server.url() + "/approvals/" + held.text("id"));

    storm(List.of(URI.create(link), URI.create(server.url() + "/mailbox")));
    assertThat(api.look(held).text("status")).isEqualTo("pending");
    assertThat(api.events(held)).containsExactly("submitted");
    assertThat(rows(server)).hasSize(3);

    api.decide("alice", held, "approve");
    Wait.until("everybody hears of it", () -> rows(server).size() == 6);
    var outcome = page(server, to(server, "alice").getFirst());
    assertThat(found(IN_REPLY_TO, outcome)).isEqualTo(found(MESSAGE_ID, first));
    assertThat(outcome).contains("Approved by alice; it has not run yet.");
    assertThat(outcome).contains("<h1>Re: [high] Approve? ");
    assertThat(threads()).as("the outcome joins the thread").hasSize(1);
    Wait.until(
        "it is noted", () -> api.deliveries(held).stream().filter(this::isMail).count() == 6);
  }

  @Test
  void mailbox_isReadOnThisMachineOnlyAndOnlyRead() throws Exception {
    var list = get(server.url() + "/mailbox");
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'");
    for (var path : List.of("/mailbox/99", "/mailbox/0", "/mailbox/x", "/mailbox/99999999999")) {
      assertThat(get(server.url() + path).statusCode()).isEqualTo(404);
    }
    var post =
        HttpRequest.newBuilder(URI.create(server.url() + "/mailbox"))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(http.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    assertThat(statusLine(URI.create(server.url()).getPort(), "rebound.example"))
        .as("a page of somebody else's, whose name leads here")
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void mailbox_isNotThereWhenItIsSwitchedOff() {
    assertThat(get(SharedServer.server().url() + "/mailbox").statusCode()).isEqualTo(404);
  }

  @Test
  void mailsThatAllComeBack_endTheRequest(@TempDir Path data) throws Exception {
    try (var smtp = FakeSmtp.start();
        var returned = FakeImap.start("assentor@assentor.example", "assentor", "geheim");
        var mailing = Assentor.start(data, settings(smtp.port(), returned.port()))) {
      var api = mailing.api();
      var held = api.submit(Api.submission("bounced"));
      Wait.until("everybody has mail", () -> smtp.taken().size() == 3);
      for (var mail : smtp.taken()) {
        returned.deliver(bounce(mail.header("Message-ID")));
      }

      Wait.until("nobody is left", () -> !api.look(held).text("status").equals("pending"));
      assertThat(api.look(held).text("status")).isEqualTo("failed");
      assertThat(api.look(held).text("reasonCode")).isEqualTo("nobody_reachable");
      assertThat(api.story(held).body().toString()).contains("bounced (5.1.1): 550 no such user");
    }
  }

  private static Map<String, String> settings(int smtpPort, int imapPort) {
    return Map.of(
        "ASSENTOR_SMTP_HOST", "127.0.0.1",
        "ASSENTOR_SMTP_PORT", Integer.toString(smtpPort),
        "ASSENTOR_SMTP_FROM", "assentor@assentor.example",
        "ASSENTOR_SMTP_STARTTLS", "false",
        "ASSENTOR_IMAP_HOST", "127.0.0.1",
        "ASSENTOR_IMAP_PORT", Integer.toString(imapPort),
        "ASSENTOR_IMAP_USER", "assentor",
        "ASSENTOR_IMAP_PASSWORD", "geheim",
        "ASSENTOR_IMAP_STARTTLS", "false",
        "ASSENTOR_IMAP_INTERVAL", "1s");
  }

  /** What a mail server says of a mail that it could not deliver. */
  private static byte[] bounce(String messageId) {
    var text =
        """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 no such user

        --b
        Content-Type: text/rfc822-headers

        Message-ID: %s

        --b--
        """
            .formatted(messageId)
            .replace("\n", "\r\n");
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private boolean isMail(String delivery) {
    return delivery.contains("receipt=<");
  }

  /** What scanners and unfurlers do. */
  private void storm(List<URI> links) throws InterruptedException, ExecutionException {
    var fetches = new ArrayList<Callable<HttpResponse<Void>>>();
    for (int i = 0; i < 50; i++) {
      for (var link : links) {
        for (var method : List.of("GET", "HEAD")) {
          var request =
              HttpRequest.newBuilder(link).method(method, BodyPublishers.noBody()).build();
          fetches.add(() -> http.send(request, BodyHandlers.discarding()));
        }
      }
    }
    try (var scanners = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var fetched : scanners.invokeAll(fetches)) {
        assertThat(fetched.get().statusCode()).isLessThan(500);
      }
    }
  }

  private static String statusLine(int port, String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET /mailbox HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<Row> to(Assentor server, String person) {
    return rows(server).stream().filter(row -> row.to.startsWith(person + "@")).toList();
  }

  private List<Row> rows(Assentor server) {
    return ROW.matcher(get(server.url() + "/mailbox").body())
        .results()
        .map(match -> new Row(match.group(1), match.group(2), match.group(3)))
        .toList();
  }

  private List<String> threads() {
    return THREAD
        .matcher(get(server.url() + "/mailbox").body())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private String page(Assentor server, Row row) {
    return get(server.url() + row.path).body();
  }

  private HttpResponse<String> get(String url) {
    try {
      return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String found(Pattern pattern, String page) {
    var match = pattern.matcher(page);
    assertThat(match.find()).as("%s in %s", pattern, page).isTrue();
    return match.group(1);
  }
}
