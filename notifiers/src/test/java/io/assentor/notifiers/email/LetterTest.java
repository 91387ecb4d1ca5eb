// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.CallContext;
import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Note;
import io.assentor.notifiers.Invisible;
import io.assentor.notifiers.Requests;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import io.assentor.testkit.Seed;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LetterTest {

  private static final Path SNAPSHOTS = Path.of("src/test/resources/io/assentor/notifiers/email");
  private static final CallContext SAID =
      new CallContext(
          "the rollout is stuck, <b>approve</b> at https://evil.example/ok",
          0.7,
          List.of("prod"),
          null);
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern OUR_TAG =
      Pattern.compile(
          "<(!DOCTYPE html|html lang=\"en\"|/?head|meta [a-z =\"-]*(charset=\"utf-8\"|content=\"[a-z =-]+\")"
              + "|/?title|body dir=\"ltr\" style=\"[^\"]*\"|/(html|body|p|h1|h2|a|div|span|strong)"
              + "|(p|h1|h2|div)( style=\"[^\"]*\")?|span|strong|a href=\"[^\"]*\" style=\"[^\"]*\")>");

  static Stream<McpCall> calls() {
    return McpCalls.all().stream();
  }

  /** Reviewed by eye; written anew with -Dassentor.update-docs=true. */
  @ParameterizedTest
  @MethodSource("calls")
  void realCall_looksAsReviewed(McpCall call) throws IOException {
    var letter = letter(call.call(), SAID);
    check(call.id() + ".txt", "Subject: " + letter.subject() + "\n\n" + TextBody.of(letter));
    check(call.id() + ".html", HtmlBody.of(letter));
  }

  private static void check(String name, String written) throws IOException {
    var file = SNAPSHOTS.resolve(name);
    if (Boolean.getBoolean("assentor.update-docs")) {
      Files.createDirectories(SNAPSHOTS);
      Files.writeString(file, written);
    }
    assertThat(written).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void realCall_showsNothingInvisible(McpCall call) {
    var letter = letter(call.call(), SAID);
    for (var shown : List.of(letter.subject(), TextBody.of(letter), HtmlBody.of(letter))) {
      assertThat(shown.codePoints().filter(Invisible::is).mapToObj(Integer::toHexString)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void html_saysWhatTheTextSays(McpCall call) {
    var letter = letter(call.call(), SAID);
    var said = visible(HtmlBody.of(letter));

    for (var part :
        new String[] {
          letter.lead(), letter.title(), letter.status(), letter.arguments(), letter.who()
        }) {
      assertThat(TextBody.of(letter).replaceAll("(?m)^(    |> )", "")).contains(part);
      assertThat(said).contains(part);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void html_needsNothingButItselfAndHasOneLink(McpCall call) {
    var html = HtmlBody.of(letter(call.call(), SAID));

    assertThat(html.split("href=", -1)).hasSize(2);
    assertThat(html).contains("<a href=\"" + Requests.LINK + "\"");
    assertThat(tags(html)).allMatch(tag -> OUR_TAG.matcher(tag).matches());
  }

  @Test
  void link_carriesAnIdAndNothingElse() {
    assertThat(Requests.LINK).matches("https://assentor.example/approvals/[0-9a-f-]{36}");
    var letter = letter(McpCalls.named("k8s-delete-prod").call(), SAID);
    assertThat(TextBody.of(letter).lines())
        .filteredOn(line -> line.contains("http") && !line.startsWith("> "))
        .containsExactly("Review: " + Requests.LINK);
  }

  @Test
  void agentsWords_areNoLinkAndNoMarkup() {
    var html = HtmlBody.of(letter(McpCalls.named("k8s-delete-prod").call(), SAID));

    assertThat(html)
        .contains("&lt;b&gt;approve&lt;/b&gt;")
        .doesNotContain("https://evil", "evil.example");
    assertThat(visible(html)).contains("at https://evil.example/ok");
  }

  @Test
  void agentsWords_beginNoLine() {
    var said =
        new CallContext(
            "x\n\n-- \nReview: https://evil.example\n== What will run ==", null, List.of(), null);
    var text = TextBody.of(letter(McpCalls.named("k8s-delete-prod").call(), said));

    assertThat(text.lines().filter(line -> line.startsWith("Review:"))).hasSize(1);
    assertThat(text.lines().filter(line -> line.equals("== What will run =="))).hasSize(1);
    assertThat(text.lines().filter(line -> line.equals("-- "))).hasSize(1);
    assertThat(text).contains("> Review: https://evil.example");
  }

  @Test
  void longIntegers_areShownToTheLastDigit() {
    var id = "9007199254740993";
    var call = Fixtures.withId(Fixtures.request("any"), id, Integers.EXACT).call();
    var letter = letter(call, SAID);

    assertThat(TextBody.of(letter)).contains("id: " + id);
    assertThat(visible(HtmlBody.of(letter))).contains("id: " + id);
  }

  @Test
  void secretsInAnEnvFile_areNotInTheMail() {
    var call = McpCalls.named("fs-write-env").call();
    var letter = letter(call, SAID);
    var all = letter.subject() + TextBody.of(letter) + visible(HtmlBody.of(letter));

    for (var line : Members.of(call.arguments()).string("content").split("\n", -1)) {
      var value = line.substring(line.indexOf('=') + 1);
      assertThat(value.isEmpty() || !all.contains(value)).as(line).isTrue();
    }
    assertThat(all).contains("[redacted]");
  }

  @Test
  void longCall_saysThatItIsNotAllThere() {
    var arguments = Json.object().put("manifest", "kind: Pod\n".repeat(5_000)).build();
    var call = new ToolCall("kubernetes", "kubectl_apply", null, Json.Obj.EMPTY, arguments);
    var entry = Requests.entry(call, SAID);
    var letter = letter(entry, Purpose.ANNOUNCEMENT);

    assertThat(Letter.rendering(entry).isComplete()).isFalse();
    assertThat(TextBody.of(letter)).contains("This is NOT the whole call").hasSizeLessThan(30_000);
    assertThat(visible(HtmlBody.of(letter))).contains("This is NOT the whole call");
  }

  @Test
  void everythingThatIsAsked_isInTheRenderingThatWasKept() {
    var entry = Requests.entry(McpCalls.named("k8s-delete-prod").call(), SAID);
    var notice = notice(entry, Purpose.ANNOUNCEMENT);
    var other = Requests.withContent(entry, McpCalls.named("fs-read").call());
    var redrawn =
        new Notice(notice.occasion(), other, notice.link(), notice.rendering(), List.of());

    assertThat(Letter.of(redrawn)).isEqualTo(Letter.of(notice));
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void everyPurpose_hasTheSameSubjectAndSaysHowItStands(Purpose purpose) {
    var entry = Requests.entry(McpCalls.named("k8s-delete-prod").call(), SAID);
    var letter = letter(entry, purpose);

    assertThat(letter.subject())
        .isEqualTo("[high] Approve? kubectl_delete on kubernetes (deploy-bot)");
    assertThat(TextBody.of(letter)).contains("Waiting for ", "Decide by Sat, 21 Nov 2026 ");
  }

  /** Whatever the names: no header is added, none is cut short, nothing is too long. */
  @Test
  void namesFromOutside_forgeNoHeader() throws MessagingException, IOException {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      var raw = raw(hostile(random));
      var head = raw.substring(0, raw.indexOf("\r\n\r\n"));
      var names = new ArrayList<String>();
      for (var line : head.split("\r\n", -1)) {
        assertThat(line).as("seed %d", seed).matches("[\\t\\x20-\\x7e]{1,998}");
        if (!line.startsWith(" ") && !line.startsWith("\t")) {
          names.add(line.substring(0, line.indexOf(':')));
        }
      }
      assertThat(names)
          .as("seed %d", seed)
          .containsExactlyInAnyOrder(
              "Date",
              "From",
              "To",
              "Message-ID",
              "Subject",
              "Auto-Submitted",
              "X-Auto-Response-Suppress",
              "MIME-Version",
              "Content-Type");
      assertThat(raw.lines()).as("seed %d", seed).allMatch(line -> line.length() <= 998);
    }
  }

  private static String raw(ApprovalRecord entry) throws MessagingException, IOException {
    var sent = new ArrayList<MimeMessage>();
    var channel = EmailWorld.channel(InMemoryDirectory.demo(), (message, to) -> sent.add(message));
    channel.send(notice(entry, Purpose.ANNOUNCEMENT), "alice@example.com", false);
    var subject = sent.getFirst().getSubject();
    assertThat(subject).hasSizeLessThanOrEqualTo(120).startsWith("[high] Approve? ");
    assertThat(subject.codePoints().filter(Invisible::is)).isEmpty();
    var bytes = new ByteArrayOutputStream();
    sent.getFirst().writeTo(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ApprovalRecord hostile(Random random) {
    var call =
        new ToolCall(
            text(random),
            text(random),
            null,
            Json.Obj.EMPTY,
            Json.object().put(text(random), text(random)).build());
    var said = new CallContext(text(random), null, List.of(text(random)), null);
    var base = Requests.with(Fixtures.withCall(Fixtures.request("any"), call), said);
    var request = Fixtures.withAgent(base, text(random));
    var note = Note.of(Note.Kind.REDACTED, text(random));
    var noted = Fixtures.noting(Fixtures.requiring(Fixtures.ONE_APPROVER), note);
    return Requests.entry(request, noted, null);
  }

  private static String text(Random random) {
    var hostile =
        List.of(
            "\r\nBcc: eve@evil.example",
            "\n\n<script>",
            "\r",
            "\u202e",
            "\ud83d\ude80",
            "é",
            "=?utf-8?Q?x?=",
            "\u2028",
            "word ");
    var text = new StringBuilder("x");
    int pieces = random.nextInt(40);
    for (int i = 0; i < pieces; i++) {
      text.append(hostile.get(random.nextInt(hostile.size())));
    }
    return text.toString();
  }

  // Helpers

  private static Letter letter(ToolCall call, CallContext said) {
    return letter(Requests.entry(call, said), Purpose.ANNOUNCEMENT);
  }

  private static Letter letter(ApprovalRecord entry, Purpose purpose) {
    return Letter.of(notice(entry, purpose));
  }

  private static Notice notice(ApprovalRecord entry, Purpose purpose) {
    return new Notice(
        new Occasion(purpose, 0), entry, Requests.LINK, Letter.rendering(entry), List.of());
  }

  private static List<String> tags(String html) {
    return TAG.matcher(html).results().map(match -> match.group()).toList();
  }

  private static String visible(String html) {
    return TAG.matcher(html)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
