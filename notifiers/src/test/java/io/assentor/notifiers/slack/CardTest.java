// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.fakes.slack.BlockKit;
import io.assentor.notifiers.Invisible;
import io.assentor.notifiers.Requests;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import io.assentor.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CardTest {

  private static final Path SNAPSHOTS = Path.of("src/test/resources/io/assentor/notifiers/slack");
  private static final CallContext SAID =
      new CallContext("the rollout is stuck, <!channel> approve *now*", 0.7, List.of("prod"), null);
  private static final int SLACKS_TEXT_LIMIT = 40_000;

  static Stream<McpCall> calls() {
    return McpCalls.all().stream();
  }

  /** Reviewed by eye; drawn anew with -Dassentor.update-docs=true. */
  @ParameterizedTest
  @MethodSource("calls")
  void realCall_looksAsReviewed(McpCall call) throws IOException {
    var message = Card.of(Cards.notice(call.call(), SAID), true);
    var drawn = Drawing.of(message) + "\n" + Drawing.pretty(message.blocks()) + "\n";
    var file = SNAPSHOTS.resolve(call.id() + ".txt");
    if (Boolean.getBoolean("assentor.update-docs")) {
      Files.createDirectories(SNAPSHOTS);
      Files.writeString(file, drawn);
    }
    assertThat(drawn).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void realCall_isWithinSlacksLimits(McpCall call) {
    for (var message : faces(Cards.notice(call.call(), SAID))) {
      assertThat(BlockKit.problems(message.blocks())).isEmpty();
      assertThat(message.text()).hasSizeLessThan(SLACKS_TEXT_LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void realCall_showsNothingInvisible(McpCall call) {
    for (var message : faces(Cards.notice(call.call(), SAID))) {
      var shown = message.text() + "\n" + String.join("\n", texts(message.blocks()));
      assertThat(shown.codePoints().filter(Invisible::is).mapToObj(Integer::toHexString)).isEmpty();
    }
  }

  /** What Slack gives a meaning to stands in no mrkdwn, and escaped in the spoken text. */
  @ParameterizedTest
  @MethodSource("calls")
  void realCall_saysNothingInSlacksOwnLanguage(McpCall call) {
    for (var message : faces(Cards.notice(call.call(), SAID))) {
      assertThat(message.text()).doesNotContain("<", ">");
      assertThat(mrkdwn(message.blocks())).allMatch(text -> text.startsWith("Decide by <!date^"));
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void screenReader_getsEverythingTheBlocksSay(McpCall call) {
    var message = Card.of(Cards.notice(call.call(), SAID), true);
    for (var piece : Drawing.pieces(message)) {
      var lines =
          switch (piece) {
            case Drawing.Piece.Title(var text) -> List.of(text);
            case Drawing.Piece.Code(var code) -> code;
            case Drawing.Piece.Text(var text) -> text;
            case Drawing.Piece.Quote(var quote) -> quote;
            case Drawing.Piece.Small small -> List.<String>of();
            case Drawing.Piece.Buttons buttons -> List.<String>of();
          };
      for (var line : lines) {
        assertThat(message.text()).contains(Blocks.escape(line));
      }
    }
  }

  @Test
  void longIntegers_areShownToTheLastDigit() {
    var id = "9007199254740993";
    var call = Fixtures.withId(Fixtures.request("any"), id, Integers.EXACT).call();
    var message = Card.of(Cards.notice(call, SAID), true);

    assertThat(message.blocks().canonicalString()).contains("id: " + id);
    assertThat(message.text()).contains("id: " + id);
  }

  @Test
  void nameThatLooksLikeASentence_isQuoted() {
    var call = new ToolCall("prod? Run x", "ls on dev? No", null, Json.Obj.EMPTY, Json.Obj.EMPTY);
    var question =
        io.assentor.notifiers.notice.Question.of(
            Requests.entry(call, CallContext.NONE),
            new io.assentor.notifiers.notice.Question.Limits(60, 2_800, 700));

    assertThat(question.title()).isEqualTo("Run \"ls on dev? No\" on \"prod? Run x\"?");
  }

  @Test
  void injectedComment_pingsNobodyAndLinksNowhere() {
    var message = Card.of(Cards.notice(McpCalls.named("gh-comment-injection").call(), SAID), true);
    var all = message.blocks().canonicalString() + message.text();

    assertThat(mrkdwn(message.blocks())).noneMatch(text -> text.contains("channel"));
    assertThat(message.text()).doesNotContain("<!channel>", "<http", "<@");
    assertThat(all).doesNotContain("\u202e").contains("⟦U+202E⟧");
    assertThat(elementTypes(message.blocks())).doesNotContain("link", "user", "usergroup", "emoji");
  }

  @Test
  void longManifest_isNotApprovedFromAPartOfIt() {
    var notice = Cards.notice(McpCalls.named("k8s-apply-long").call(), SAID);
    var message = Card.of(notice, true);

    assertThat(rendering(notice).isComplete()).isFalse();
    assertThat(labels(message)).containsExactly("Deny", "Review");
    assertThat(Drawing.of(message))
        .contains("NOT the whole call")
        .contains("Review shows all of it");
    assertThat(message.text()).hasSizeLessThan(5_000);
  }

  @Test
  void secretsInAnEnvFile_areNotOnTheCard() {
    var call = McpCalls.named("fs-write-env").call();
    var message = Card.of(Cards.notice(call, SAID), true);
    var all = message.blocks().canonicalString() + message.text();

    for (var line : Members.of(call.arguments()).string("content").split("\n", -1)) {
      var value = line.substring(line.indexOf('=') + 1);
      assertThat(value.isEmpty() || !all.contains(value)).as(line).isTrue();
    }
    assertThat(all).contains("[redacted]");
    assertThat(labels(message)).contains("Approve");
  }

  @Test
  void composedAndDecomposedForms_areShownAsTheyAreWithoutWhatIsInvisible() {
    var call = McpCalls.named("mem-unicode").call();
    var drawn = Drawing.of(Card.of(Cards.notice(call, SAID), true));

    assertThat(call.arguments().canonicalString().codePoints().filter(Invisible::is))
        .as("the test data has something invisible")
        .isNotEmpty();
    assertThat(drawn.codePoints().filter(Invisible::is)).isEmpty();
    assertThat(drawn).contains("⟦U+2028⟧", "e⟦U+0301⟧", "é", "⇥");
  }

  /** Whatever the arguments: within the limits, nothing invisible, and whole or not approvable. */
  @Test
  void anyArguments_makeACardThatSlackTakes() {
    long seed = Seed.next();
    var random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      var call =
          new ToolCall(
              text(random, 400), text(random, 400), null, Json.Obj.EMPTY, arguments(random));
      var said = new CallContext(text(random, 3_000), null, List.of(text(random, 90)), null);
      var notice = asking(call, said, Doors.any());
      for (var message : faces(notice)) {
        assertThat(BlockKit.problems(message.blocks())).as("seed %d", seed).isEmpty();
        assertThat(message.text()).hasSizeLessThan(SLACKS_TEXT_LIMIT);
        var all = message.text() + String.join("", texts(message.blocks()));
        var shown = all.replaceAll("[\u2068\u2069]", ""); // ours, around names from right to left
        assertThat(shown.codePoints().filter(Invisible::is)).as("seed %d", seed).isEmpty();
      }
      boolean approvable = labels(Card.of(notice, true)).contains("Approve");
      assertThat(approvable).isEqualTo(rendering(notice).isComplete());
    }
  }

  @Test
  void requestForThePageOnly_offersReviewOnly() {
    var call = McpCalls.named("k8s-delete-prod").call();
    var notice = asking(call, SAID, Doors.of(Door.PAGE_STEP_UP));

    assertThat(labels(Card.of(notice, true))).containsExactly("Review");
    assertThat(Drawing.of(Card.of(notice, true))).contains("Decided on its page, not in Slack.");
  }

  @Test
  void highTier_asksAgainBeforeItApproves() {
    var message = Card.of(Cards.notice(McpCalls.named("k8s-delete-prod").call(), SAID), true);

    assertThat(Drawing.pieces(message).getLast())
        .isInstanceOfSatisfying(
            Drawing.Piece.Buttons.class,
            buttons ->
                assertThat(buttons.buttons().getFirst())
                    .isEqualTo(new Drawing.Button("Approve", "primary", true)));
  }

  @Test
  void whoIsNotAskedNow_seesNoVerdicts() {
    var notice = Cards.notice(McpCalls.named("k8s-delete-prod").call(), SAID);

    assertThat(labels(Card.of(notice, false))).containsExactly("Review");
  }

  /** Its face and the question before an approval: a decision names the hash of both. */
  @Test
  void everythingThatIsAsked_isInTheRenderingThatWasKept() {
    var notice = Cards.notice(McpCalls.named("k8s-delete-prod").call(), SAID);
    var other = Requests.withContent(notice.entry(), McpCalls.named("fs-read").call());
    var redrawn =
        new Notice(notice.occasion(), other, notice.link(), notice.rendering(), List.of());

    assertThat(Card.of(notice, true).blocks().canonicalString()).contains("confirm");
    assertThat(Card.of(redrawn, true)).isEqualTo(Card.of(notice, true));
  }

  // Helpers

  private static Rendering rendering(Notice notice) {
    return Objects.requireNonNull(notice.rendering());
  }

  private static List<Card.Message> faces(Notice notice) {
    return List.of(
        Card.of(notice, true),
        Card.of(notice, false),
        Card.plain(notice),
        Card.note(Cards.notice(notice.entry(), Purpose.REMINDER)),
        Card.note(Cards.notice(notice.entry(), Purpose.OUTCOME)));
  }

  private static Notice asking(ToolCall call, CallContext said, Doors doors) {
    var requirement =
        new Requirement(
            List.of(new Stage("approver", 1)),
            Duration.ofMinutes(30),
            Duration.ofMinutes(10),
            doors,
            1,
            Requirement.Unreachable.FAIL,
            List.of());
    var request = Requests.with(Fixtures.withCall(Fixtures.request("any"), call), said);
    return Cards.notice(request, Fixtures.requiring(requirement), null);
  }

  private static List<String> labels(Card.Message message) {
    return Drawing.pieces(message).stream()
        .filter(Drawing.Piece.Buttons.class::isInstance)
        .flatMap(piece -> ((Drawing.Piece.Buttons) piece).buttons().stream())
        .map(Drawing.Button::label)
        .toList();
  }

  /** Every string that Slack shows. */
  private static List<String> texts(Json json) {
    return objects(json)
        .map(object -> object.get("text"))
        .filter(Json.Str.class::isInstance)
        .map(text -> ((Json.Str) text).value())
        .toList();
  }

  private static List<String> mrkdwn(Json json) {
    return objects(json)
        .filter(object -> Json.of("mrkdwn").equals(object.get("type")))
        .map(object -> Members.of(object).string("text"))
        .toList();
  }

  private static Set<String> elementTypes(Json json) {
    return objects(json)
        .map(object -> object.get("type"))
        .filter(Json.Str.class::isInstance)
        .map(type -> ((Json.Str) type).value())
        .collect(Collectors.toSet());
  }

  private static Stream<Json.Obj> objects(Json json) {
    return switch (json) {
      case Json.Obj object ->
          Stream.concat(
              Stream.of(object), object.members().values().stream().flatMap(CardTest::objects));
      case Json.Arr array -> array.items().stream().flatMap(CardTest::objects);
      default -> Stream.empty();
    };
  }

  private static Json.Obj arguments(Random random) {
    var arguments = Json.object();
    int members = random.nextInt(random.nextInt(5) == 0 ? 120 : 8);
    for (int i = 0; i < members; i++) {
      arguments.put(text(random, 40), value(random, 3));
    }
    return arguments.build();
  }

  private static Json value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> Json.of(random.nextInt());
      case 1 -> Json.Bool.TRUE;
      case 2 -> Json.of(text(random, random.nextInt(20) == 0 ? 9_000 : 120));
      case 3 -> new Json.Arr(List.of(value(random, depth - 1), value(random, depth - 1)));
      default -> Json.object().put(text(random, 20), value(random, depth - 1)).build();
    };
  }

  private static String text(Random random, int max) {
    var hostile =
        List.of("<!channel>", "\u202e", "\u200b", "*", "`", "```", "&", "<", ">", "\n", "\r", "\t");
    var text = new StringBuilder("x");
    int length = random.nextInt(max);
    while (text.length() < length) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(hostile.get(random.nextInt(hostile.size())));
        case 1 -> text.append(" ".repeat(random.nextInt(60)));
        default -> {
          int c = random.nextInt(random.nextBoolean() ? 0x250 : 0x1ffff) + 1;
          boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
          text.appendCodePoint(surrogate ? 'x' : c);
        }
      }
    }
    return text.toString();
  }
}
