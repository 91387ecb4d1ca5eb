// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.json.Json;
import io.assentor.testkit.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The web API of the fake: what it remembers, refuses, and how it fails. */
class FakeSlackTest {

  private final VirtualClock clock = new VirtualClock();
  private final FakeSlack slack =
      FakeSlack.start(clock)
          .withUser("U1", "ann", "ann@example.com")
          .withUser("U2", "bob", "bob@example.com")
          .withChannel("C1", "approvals");
  private final RawClient client = RawClient.of(slack);

  @AfterEach
  void close() {
    slack.close();
  }

  private static Json.Arr blocks(String json) {
    return (Json.Arr) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private Message post(String channel, String text) throws Exception {
    slack.enforcePace(false);
    var answer = client.call("chat.postMessage", Map.of("channel", channel, "text", text));
    return slack.message(Tree.text(answer, "channel"), Tree.text(answer, "ts"));
  }

  @Test
  void auth_namesTheBotAndItsScopes() throws Exception {
    var answer = client.send("auth.test", Map.of());
    assertThat(answer.body()).contains("\"team_id\":\"T0FAKE\"", "\"bot_id\":\"B0FAKE\"");
    assertThat(answer.headers().firstValue("x-oauth-scopes").orElseThrow())
        .contains("chat:write", "users:read.email");
  }

  @Test
  void auth_refusesOtherTokens() throws Exception {
    assertThat(new RawClient(slack, client.http(), "xoxb-other").error("auth.test", Map.of()))
        .isEqualTo("invalid_auth");
    assertThat(new RawClient(slack, client.http(), "").error("auth.test", Map.of()))
        .isIn("not_authed", "invalid_auth");
    assertThat(client.error("apps.connections.open", Map.of())).isEqualTo("not_allowed_token_type");
    assertThat(client.error("chat.delete", Map.of())).isEqualTo("unknown_method");
    assertThat(slack.requests("chat.delete")).isOne();
  }

  @Test
  void post_reachesChannelsAndPeople() throws Exception {
    assertThat(post("C1", "one").channel()).isEqualTo("C1");
    assertThat(post("#approvals", "two").channel()).isEqualTo("C1");
    assertThat(post("U1", "three").channel()).isEqualTo("D1").isEqualTo(slack.dmOf("U1"));
    assertThat(post("D1", "four").channel()).isEqualTo("D1");
    assertThat(slack.messages())
        .extracting(Message::text)
        .containsExactly("one", "two", "three", "four");
    assertThat(slack.messages("D1")).extracting(Message::text).containsExactly("three", "four");
  }

  @Test
  void post_namesWhatItRefuses() throws Exception {
    slack.withChannel(new Channel("C2", "elsewhere", false, false, false));
    slack.withChannel(new Channel("C3", "old", true, true, false));
    assertThat(postError("C9", "hi")).isEqualTo("channel_not_found");
    assertThat(postError("C2", "hi")).isEqualTo("not_in_channel");
    assertThat(postError("C3", "hi")).isEqualTo("is_archived");
    assertThat(postError("C1", "")).isEqualTo("no_text");
    assertThat(postError("C1", "x".repeat(40_001))).isEqualTo("msg_too_long");
    assertThat(client.error("chat.postMessage", Map.of("text", "hi")))
        .isEqualTo("invalid_arguments");
    slack.expel("C1");
    assertThat(postError("C1", "hi")).isEqualTo("not_in_channel");
    slack.deactivate("U2");
    assertThat(postError("U2", "hi")).isEqualTo("channel_not_found");
    slack.withoutScope("chat:write");
    var answer = client.call("chat.postMessage", Map.of("channel", "U1", "text", "hi"));
    assertThat(Tree.text(answer, "error")).isEqualTo("missing_scope");
    assertThat(Tree.text(answer, "needed")).isEqualTo("chat:write");
    assertThat(Tree.text(answer, "provided")).contains("im:write").doesNotContain("chat:write");
    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void closedDirectMessages_takeNothingUntilTheyAreOpenedAgain() throws Exception {
    slack.closeDirectMessages("U1");
    assertThat(postError("D1", "hi")).isEqualTo("channel_not_found");
    assertThat(client.error("conversations.open", Map.of("users", "U1"))).isEmpty();
    assertThat(postError("D1", "hi")).isEmpty();
  }

  @Test
  void orderedRefusal_isAnsweredUntilItIsTakenBack() throws Exception {
    slack.refuse("chat.postMessage", "restricted_action");
    assertThat(postError("C1", "hi")).isEqualTo("restricted_action");
    slack.refuse("chat.postMessage", null);
    assertThat(postError("C1", "hi")).isEmpty();
  }

  private String postError(String channel, String text) throws Exception {
    return client.error("chat.postMessage", Map.of("channel", channel, "text", text));
  }

  @Test
  void update_changesOnlyWhatIsGiven() throws Exception {
    var answer =
        client.call(
            "chat.postMessage",
            Map.of(
                "channel", "C1",
                "text", "one",
                "blocks", "[{\"type\":\"divider\"}]",
                "metadata", "{\"event_type\":\"e\",\"event_payload\":{\"a\":1}}"));
    var ts = Tree.text(answer, "ts");
    client.call("chat.update", Map.of("channel", "C1", "ts", ts, "text", "two"));
    var message = slack.message("C1", ts);
    assertThat(message.text()).isEqualTo("two");
    assertThat(message.edits()).isOne();
    assertThat(message.blocks()).isEqualTo(blocks("[{'type':'divider','block_id':'gen0'}]"));
    assertThat(message.metadata()).isNotNull();
    client.call("chat.update", Map.of("channel", "C1", "ts", ts, "text", "x", "blocks", "[]"));
    assertThat(slack.message("C1", ts).blocks().items()).isEmpty();
  }

  @Test
  void update_refusesMessagesOfOthersAndOfTheDead() throws Exception {
    var theirs = slack.person("U1").say("C1", "mine");
    assertThat(update(theirs.ts())).isEqualTo("cant_update_message");
    assertThat(update("1.000001")).isEqualTo("message_not_found");
    var ours = post("C1", "hi");
    slack.archive("C1");
    assertThat(update(ours.ts())).isEqualTo("is_inactive");
  }

  private String update(String ts) throws Exception {
    return client.error("chat.update", Map.of("channel", "C1", "ts", ts, "text", "new"));
  }

  @Test
  void blocks_thatBreakLimitsAreExplained() throws Exception {
    var section =
        "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"%s\"}}]"
            .formatted("x".repeat(3001));
    var answer = client.call("chat.postMessage", Map.of("channel", "C1", "blocks", section));
    assertThat(Tree.text(answer, "error")).isEqualTo("invalid_blocks");
    assertThat(Tree.array(Tree.object(answer, "response_metadata"), "messages"))
        .isEqualTo(
            Json.strings(
                List.of(
                    "[ERROR] must be less than 3001 characters"
                        + " [json-pointer:/blocks/0/text/text]")));
    var five = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      five.add(
          section.substring(1, section.length() - 1).replace("x".repeat(3001), "x".repeat(2900)));
    }
    assertThat(blocksError("[" + String.join(",", five) + "]")).isEqualTo("msg_blocks_too_long");
    assertThat(blocksError("{}")).isEqualTo("invalid_blocks_format");
    assertThat(blocksError("[")).isEqualTo("invalid_blocks_format");
  }

  private String blocksError(String blocks) throws Exception {
    return client.error("chat.postMessage", Map.of("channel", "C1", "blocks", blocks));
  }

  @Test
  void metadata_needsTypeAndPayloadOfBoundedSize() throws Exception {
    assertThat(metadataError("{\"event_type\":\"e\"}")).isEqualTo("invalid_metadata_format");
    assertThat(metadataError("[]")).isEqualTo("invalid_metadata_format");
    var large =
        "{\"event_type\":\"e\",\"event_payload\":{\"a\":\"%s\"}}".formatted("x".repeat(8000));
    assertThat(metadataError(large)).isEqualTo("metadata_too_large");
  }

  private String metadataError(String metadata) throws Exception {
    return client.error(
        "chat.postMessage", Map.of("channel", "C1", "text", "hi", "metadata", metadata));
  }

  @Test
  void history_comesInPagesNewestFirstAndWithoutReplies() throws Exception {
    var posted = new ArrayList<Message>();
    for (int i = 0; i < 5; i++) {
      posted.add(post("C1", "m" + i));
    }
    client.call(
        "chat.postMessage",
        Map.of("channel", "C1", "text", "reply", "thread_ts", posted.get(1).ts()));
    var first = client.call("conversations.history", Map.of("channel", "C1", "limit", "3"));
    assertThat(texts(first)).containsExactly("m4", "m3", "m2");
    var cursor = Tree.text(Tree.object(first, "response_metadata"), "next_cursor");
    var second =
        client.call(
            "conversations.history", Map.of("channel", "C1", "limit", "3", "cursor", cursor));
    assertThat(texts(second)).containsExactly("m1", "m0");
    assertThat(Tree.isTrue(second, "has_more")).isFalse();
    var since = Map.of("channel", "C1", "oldest", posted.get(3).ts());
    assertThat(texts(client.call("conversations.history", since))).containsExactly("m4");
    var including = Map.of("channel", "C1", "oldest", posted.get(3).ts(), "inclusive", "true");
    assertThat(texts(client.call("conversations.history", including))).containsExactly("m4", "m3");
    var thread =
        client.call("conversations.replies", Map.of("channel", "C1", "ts", posted.get(1).ts()));
    assertThat(texts(thread)).containsExactly("m1", "reply");
    assertThat(slack.messages().getLast().thread()).isEqualTo(posted.get(1).ts());
  }

  @Test
  void history_showsMetadataOnlyWhenAsked() throws Exception {
    client.call(
        "chat.postMessage",
        Map.of(
            "channel", "U1",
            "text", "hi",
            "metadata", "{\"event_type\":\"e\",\"event_payload\":{\"a\":1}}"));
    assertThat(client.send("conversations.history", Map.of("channel", "D1")).body())
        .doesNotContain("event_payload");
    assertThat(
            client
                .send(
                    "conversations.history",
                    Map.of("channel", "D1", "include_all_metadata", "true"))
                .body())
        .contains("event_payload");
  }

  private static List<String> texts(Json.Obj answer) {
    return Tree.objects(Tree.array(answer, "messages")).stream()
        .map(it -> Tree.text(it, "text"))
        .toList();
  }

  @Test
  void people_areDescribedAsSlackDescribesThem() throws Exception {
    slack.withUser(
        new User("U3", "T0THEIRS", "eve", "eve@evil.com", false, false, true, false, true));
    var eve = Tree.object(client.call("users.info", Map.of("user", "U3")), "user");
    assertThat(Tree.text(eve, "team_id")).isEqualTo("T0THEIRS");
    assertThat(Tree.isTrue(eve, "is_restricted")).isTrue();
    assertThat(Tree.isTrue(eve, "is_stranger")).isTrue();
    assertThat(lookup("ANN@example.com")).isEmpty();
    assertThat(lookup("eve@evil.com")).isEqualTo("users_not_found");
    slack.deactivate("U1");
    assertThat(lookup("ann@example.com")).isEqualTo("users_not_found");
    assertThat(client.error("users.info", Map.of("user", "U9"))).isEqualTo("user_not_found");
    assertThat(client.error("conversations.open", Map.of("users", "U1")))
        .isEqualTo("user_disabled");
    assertThat(client.error("conversations.open", Map.of("users", "U9")))
        .isEqualTo("user_not_found");
    slack.withoutScope("users:read.email");
    assertThat(client.send("users.info", Map.of("user", "U2")).body()).doesNotContain("bob@");
    assertThat(lookup("bob@example.com")).isEqualTo("missing_scope");
  }

  private String lookup(String email) throws Exception {
    return client.error("users.lookupByEmail", Map.of("email", email));
  }

  @Test
  void channels_areDescribedAsSlackDescribesThem() throws Exception {
    slack.withChannel(new Channel("C4", "partners", true, false, true));
    var answer = Tree.object(client.call("conversations.info", Map.of("channel", "C4")), "channel");
    assertThat(Tree.isTrue(answer, "is_ext_shared")).isTrue();
    assertThat(Tree.isTrue(answer, "is_member")).isTrue();
    assertThat(client.error("conversations.info", Map.of("channel", "D1")))
        .isEqualTo("missing_scope");
  }

  @Test
  void pace_isAMessageASecondAfterABurstOfThree() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(postError("C1", "hi")).isEmpty();
    }
    var refused = client.send("chat.postMessage", Map.of("channel", "C1", "text", "hi"));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body()).contains("ratelimited");
    assertThat(postError("U1", "elsewhere")).isEmpty();
    clock.turn(Duration.ofSeconds(1));
    assertThat(postError("C1", "hi")).isEmpty();
    assertThat(slack.violations()).isEmpty();
  }

  @Test
  void impatience_isAViolation() throws Exception {
    slack.failNext("users.info", Fault.RATE_LIMITED, 1);
    assertThat(client.send("users.info", Map.of("user", "U1")).statusCode()).isEqualTo(429);
    clock.turn(Duration.ofMillis(300));
    assertThat(client.send("users.info", Map.of("user", "U1")).statusCode()).isEqualTo(429);
    assertThat(slack.violations())
        .containsExactly("users.info was called sooner than Retry-After told");
    assertThat(client.error("auth.test", Map.of())).isEmpty();
  }

  @Test
  void impatience_thatNeverWaitsIsAViolationToo() throws Exception {
    var hi = Map.of("channel", "C1", "text", "hi");
    while (slack.violations().isEmpty()) {
      assertThat(client.send("chat.postMessage", hi).statusCode()).isIn(200, 429);
      clock.turn(Duration.ofMillis(10));
    }
    assertThat(slack.messages()).hasSize(3);
    assertThat(slack.violations())
        .containsExactly("a message in C1 was sent sooner than Retry-After told");
  }

  @Test
  void posts_byManyThreadsAreAllKeptUnderTheirOwnTimes() throws Exception {
    slack.enforcePace(false);
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        answers.add(threads.submit(() -> postError("C1", "hi")));
      }
      for (var answer : answers) {
        assertThat(answer.get()).isEmpty();
      }
    }
    assertThat(slack.messages()).hasSize(100);
    assertThat(slack.messages().stream().map(Message::ts)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void faults_comeInOrderAndSayWhatTheyTake() throws Exception {
    slack.failNext("chat.postMessage", Fault.SERVER_ERROR, 1);
    slack.failNext("chat.postMessage", Fault.HTML, 1);
    slack.failNext("chat.postMessage", Fault.TAKEN_THEN_ERROR, 1);
    slack.failNext("chat.postMessage", Fault.LOST_ANSWER, 1);
    var hi = Map.of("channel", "C1", "text", "hi");
    assertThat(client.send("chat.postMessage", hi).statusCode()).isEqualTo(500);
    assertThat(client.send("chat.postMessage", hi).body()).startsWith("<!DOCTYPE html>");
    assertThat(slack.messages()).isEmpty();
    assertThat(client.send("chat.postMessage", hi).statusCode()).isEqualTo(500);
    assertThat(slack.messages()).hasSize(1);
    assertThatThrownBy(() -> client.send("chat.postMessage", hi)).isInstanceOf(IOException.class);
    assertThat(slack.messages()).hasSize(2);
    assertThat(slack.requests("chat.postMessage")).isEqualTo(4);
  }

  @Test
  void slowness_takesTheCallAtOnceAndAnswersLate() throws Exception {
    var late = Duration.ofMillis(300);
    slack.late(late);
    slack.failNext("chat.postMessage", Fault.SLOW, 1);
    long start = System.nanoTime();
    assertThat(postError("C1", "hi")).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(late);
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void randomFaults_areTheSameForTheSameSeed() throws Exception {
    var first = statuses(7);
    assertThat(statuses(7)).isEqualTo(first).contains(200, 500, 502);
    assertThat(statuses(8)).isNotEqualTo(first);
    slack.failRandomly(0, 7);
    assertThat(client.send("users.info", Map.of("user", "U1")).statusCode()).isEqualTo(200);
  }

  private List<Integer> statuses(long seed) throws Exception {
    slack.failRandomly(0.5, seed, Fault.SERVER_ERROR, Fault.HTML);
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 30; i++) {
      statuses.add(client.send("users.info", Map.of("user", "U1")).statusCode());
      assertThat(client.send("auth.test", Map.of()).statusCode()).isEqualTo(200);
    }
    return statuses;
  }

  @Test
  void message_thatDoesNotExistIsAnError() {
    assertThatThrownBy(() -> slack.message("C1", "1.0")).hasMessageContaining("C1");
    assertThatThrownBy(() -> slack.person("U9")).hasMessageContaining("U9");
    assertThatIllegalStateException().isThrownBy(slack::redeliver);
  }
}
